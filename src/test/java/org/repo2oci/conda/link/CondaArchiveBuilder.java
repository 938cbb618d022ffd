package org.repo2oci.conda.link;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.Noarch;
import org.repo2oci.conda.PackageRecord;
import org.repo2oci.image.Digest;

/** Makes conda archives for tests, in both forms. */
public final class CondaArchiveBuilder {
  static final long MTIME = 1_600_000_000L;

  private static final JsonMapper JSON = new JsonMapper();

  private final String name;
  private final String version;
  private final List<Member> members = new ArrayList<>();
  private final List<Map<String, Object>> paths = new ArrayList<>();
  private final Map<String, String> info = new LinkedHashMap<>();
  private List<String> depends = List.of();
  private Noarch noarch = Noarch.NONE;
  private String subdir = "linux-64";
  private boolean listed = true;
  private Optional<UnaryOperator<byte[]>> damage = Optional.empty();

  private record Member(TarArchiveEntry entry, byte[] content) {}

  /** An archive on disk, and what a lock has of it. */
  public record Made(LockedConda locked, Path file) {}

  private CondaArchiveBuilder(String name, String version) {
    this.name = name;
    this.version = version;
  }

  public static CondaArchiveBuilder of(String name, String version) {
    return new CondaArchiveBuilder(name, version);
  }

  public CondaArchiveBuilder depends(String... specs) {
    depends = List.of(specs);
    return this;
  }

  public CondaArchiveBuilder subdir(String value) {
    subdir = value;
    return this;
  }

  CondaArchiveBuilder noarchPython(String... entryPoints) {
    noarch = Noarch.PYTHON;
    subdir = "noarch";
    return info(
        "link.json",
        json(
            Map.of(
                "package_metadata_version",
                1,
                "noarch",
                Map.of("type", "python", "entry_points", List.of(entryPoints)))));
  }

  CondaArchiveBuilder info(String file, String text) {
    info.put(file, text);
    return this;
  }

  /** Leaves out {@code info/paths.json}, as archives before 2017 do. */
  CondaArchiveBuilder withoutPathsJson() {
    listed = false;
    return this;
  }

  public CondaArchiveBuilder file(String path, String text) {
    return file(path, text.getBytes(StandardCharsets.UTF_8), 0664, Map.of());
  }

  public CondaArchiveBuilder program(String path, String text) {
    return file(path, text.getBytes(StandardCharsets.UTF_8), 0775, Map.of());
  }

  CondaArchiveBuilder text(String path, String placeholder, String text) {
    return file(
        path,
        text.getBytes(StandardCharsets.UTF_8),
        0664,
        Map.of("prefix_placeholder", placeholder, "file_mode", "text"));
  }

  CondaArchiveBuilder binary(String path, String placeholder, byte[] content) {
    return file(
        path, content, 0775, Map.of("prefix_placeholder", placeholder, "file_mode", "binary"));
  }

  CondaArchiveBuilder file(String path, byte[] content, int mode, Map<String, Object> more) {
    TarArchiveEntry entry = new TarArchiveEntry(path);
    entry.setMode(mode);
    entry.setSize(content.length);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("sha256", Digest.of(content).hex());
    fields.put("size_in_bytes", content.length);
    fields.putAll(more);
    list(path, "hardlink", fields);
    return member(entry, content);
  }

  CondaArchiveBuilder link(String path, String target) {
    list(path, "softlink", Map.of());
    return member(entry(path, TarConstants.LF_SYMLINK, target), new byte[0]);
  }

  CondaArchiveBuilder hardLink(String path, String target) {
    list(path, "hardlink", Map.of());
    return member(entry(path, TarConstants.LF_LINK, target), new byte[0]);
  }

  /** A member that is on no list. */
  CondaArchiveBuilder member(String path, byte type, String target) {
    return member(entry(path, type, target), new byte[0]);
  }

  CondaArchiveBuilder list(String path, String type, Map<String, Object> more) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("_path", path);
    fields.put("path_type", type);
    fields.putAll(more);
    paths.add(fields);
    return this;
  }

  private static TarArchiveEntry entry(String path, byte type, String target) {
    TarArchiveEntry entry = new TarArchiveEntry(path, type, true);
    entry.setLinkName(target);
    entry.setMode(0777);
    return entry;
  }

  private CondaArchiveBuilder member(TarArchiveEntry entry, byte[] content) {
    entry.setModTime(MTIME * 1000L);
    members.add(new Member(entry, content));
    return this;
  }

  /** Changes the tar with the files before it is packed. */
  CondaArchiveBuilder damaged(UnaryOperator<byte[]> change) {
    damage = Optional.of(change);
    return this;
  }

  public Made conda(Path folder) throws IOException {
    String stem = stem();
    Path file = folder.resolve(stem + ".conda");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      store(
          zip,
          "metadata.json",
          "{\"conda_pkg_format_version\": 2}".getBytes(StandardCharsets.UTF_8));
      store(zip, "pkg-" + stem + ".tar.zst", zstd(false, true));
      store(zip, "info-" + stem + ".tar.zst", zstd(true, false));
    }
    return made(file);
  }

  Made tarBz2(Path folder) throws IOException {
    Path file = folder.resolve(stem() + ".tar.bz2");
    try (BZip2CompressorOutputStream out =
        new BZip2CompressorOutputStream(Files.newOutputStream(file))) {
      tar(out, true, true);
    }
    return made(file);
  }

  private String stem() {
    return name + "-" + version + "-0";
  }

  private Made made(Path file) throws IOException {
    String fileName = String.valueOf(file.getFileName());
    PackageRecord record =
        new PackageRecord(
            name,
            version,
            "0",
            0,
            subdir,
            fileName,
            noarch,
            depends,
            List.of(),
            List.of(),
            1_600_000_000_000L,
            Files.size(file),
            Optional.of(Digest.of(Files.readAllBytes(file))),
            Optional.empty(),
            Optional.of("MIT"),
            Optional.empty());
    String url = "https://example.org/forge/" + subdir + "/" + fileName;
    return new Made(new LockedConda(record, "forge", url, ""), file);
  }

  private byte[] zstd(boolean withInfo, boolean withFiles) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStream(bytes)) {
      if (withInfo || damage.isEmpty()) {
        tar(out, withInfo, withFiles);
      } else {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        tar(tar, false, withFiles);
        out.write(damage.get().apply(tar.toByteArray()));
      }
    }
    return bytes.toByteArray();
  }

  private void tar(OutputStream out, boolean withInfo, boolean withFiles) throws IOException {
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      if (withFiles) {
        for (Member member : members) {
          tar.putArchiveEntry(member.entry());
          tar.write(member.content());
          tar.closeArchiveEntry();
        }
      }
      if (withInfo) {
        for (Map.Entry<String, String> file : infoFiles().entrySet()) {
          byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
          TarArchiveEntry entry = new TarArchiveEntry("info/" + file.getKey());
          entry.setSize(content.length);
          tar.putArchiveEntry(entry);
          tar.write(content);
          tar.closeArchiveEntry();
        }
      }
    }
  }

  private Map<String, String> infoFiles() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        "index.json",
        json(Map.of("name", name, "version", version, "build", "0", "subdir", subdir)));
    if (listed) {
      files.put("paths.json", json(Map.of("paths_version", 1, "paths", paths)));
    }
    files.putAll(info);
    return files;
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc32 = new CRC32();
    crc32.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc32.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
