package org.repo2oci.pypi.wheel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.repo2oci.image.Digest;

/** Makes wheels; a right one unless told otherwise. */
public final class WheelBuilder {
  private final String name;
  private final String version;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Map<String, Consumer<RawZip.Member>> changes = new LinkedHashMap<>();
  private final List<String> unlisted = new ArrayList<>();
  private final Map<String, RecordRow> rows = new LinkedHashMap<>();

  private WheelBuilder(String name, String version) {
    this.name = name;
    this.version = version;
    file(
        info() + "METADATA",
        "Metadata-Version: 2.1\nName: %s\nVersion: %s\n\nText\n".formatted(name, version));
    file(
        info() + "WHEEL",
        "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
  }

  public static WheelBuilder of(String name, String version) {
    return new WheelBuilder(name, version);
  }

  public String info() {
    return "%s-%s.dist-info/".formatted(name.replace('-', '_'), version);
  }

  public String data() {
    return "%s-%s.data/".formatted(name.replace('-', '_'), version);
  }

  public WheelBuilder file(String path, String content) {
    return file(path, content.getBytes(StandardCharsets.UTF_8));
  }

  public WheelBuilder file(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  public WheelBuilder without(String path) {
    files.remove(path);
    return this;
  }

  /** Changes how the zip holds a member. */
  public WheelBuilder member(String path, Consumer<RawZip.Member> change) {
    changes.put(path, change);
    return this;
  }

  /** Leaves a file out of RECORD. */
  public WheelBuilder unlisted(String path) {
    unlisted.add(path);
    return this;
  }

  /** Has RECORD say this. */
  public WheelBuilder row(String path, String hash, String size) {
    rows.put(path, new RecordRow(path, hash, size));
    return this;
  }

  public RawZip zip() {
    RawZip zip = new RawZip();
    files.forEach((path, content) -> add(zip, path, content));
    add(zip, info() + "RECORD", record().getBytes(StandardCharsets.UTF_8));
    return zip;
  }

  private void add(RawZip zip, String path, byte[] content) {
    changes.getOrDefault(path, member -> {}).accept(zip.add(path, content));
  }

  private String record() {
    Map<String, RecordRow> all = new LinkedHashMap<>();
    files.forEach((path, content) -> all.put(path, RecordRow.of(path, content)));
    all.put(info() + "RECORD", RecordRow.unhashed(info() + "RECORD"));
    all.putAll(rows);
    unlisted.forEach(all::remove);
    return RecordFile.format(List.copyOf(all.values()));
  }

  public String fileName() {
    return "%s-%s-py3-none-any.whl".formatted(name.replace('-', '_'), version);
  }

  /** Writes the wheel into the folder. */
  public Path write(Path folder) throws IOException {
    return Files.write(folder.resolve(fileName()), zip().bytes());
  }

  public Digest digest() {
    return Digest.of(zip().bytes());
  }
}
