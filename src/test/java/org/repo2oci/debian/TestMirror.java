package org.repo2oci.debian;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.image.Digest;

/** A signed mirror in a folder. */
final class TestMirror {
  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final Path root;
  private final TestKey key;
  private final Map<String, List<String>> packages = new LinkedHashMap<>();
  private final Map<String, String> fields = new LinkedHashMap<>();

  TestMirror(Path root, TestKey key) {
    this.root = root;
    this.key = key;
    fields.put("Acquire-By-Hash", "yes");
    for (String suite : List.of("trixie", "trixie-updates", "trixie-security")) {
      packages.put(suite, new ArrayList<>());
    }
  }

  DebianMirror mirror() {
    return new DebianMirror(
        root.resolve("debian").toUri(), Optional.of(root.resolve("debian-security").toUri()), true);
  }

  /** Sets a field of every suite's table of contents. */
  TestMirror field(String name, String value) {
    fields.put(name, value);
    return this;
  }

  static String date(Instant when) {
    return DATE.format(when);
  }

  /** Lists a package that has no archive. */
  TestMirror listed(String suite, String name, String version, String more) {
    return list(suite, name, version, more, new byte[] {1});
  }

  /** Adds a package with its archive. */
  TestMirror packaged(String suite, DebWriter deb, String more) throws IOException {
    byte[] bytes = deb.bytes();
    Path file = archive(suite).resolve("pool/%s.deb".formatted(deb.name()));
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    return list(suite, deb.name(), "1.0-1", more, bytes);
  }

  private TestMirror list(String suite, String name, String version, String more, byte[] deb) {
    packages
        .computeIfAbsent(suite, _ -> new ArrayList<>())
        .add(
            """
            Package: %s
            Version: %s
            Architecture: amd64
            %sFilename: pool/%s.deb
            Size: %d
            SHA256: %s
            Description: a test
             of many lines
            """
                .formatted(name, version, more, name, deb.length, Digest.of(deb).hex()));
    return this;
  }

  private Path archive(String suite) {
    return root.resolve(suite.endsWith("-security") ? "debian-security" : "debian");
  }

  Path table(String suite) {
    return archive(suite).resolve("dists/%s/InRelease".formatted(suite));
  }

  Path index(String suite) throws IOException {
    Path folder = archive(suite).resolve("dists/%s/main/binary-amd64".formatted(suite));
    return "yes".equals(fields.get("Acquire-By-Hash"))
        ? folder.resolve("by-hash/SHA256/" + Digest.of(compressed(suite)).hex())
        : folder.resolve("Packages.xz");
  }

  private byte[] compressed(String suite) throws IOException {
    String text = String.join("\n", packages.getOrDefault(suite, List.of()));
    return DebWriter.compress(text.getBytes(StandardCharsets.UTF_8), ".xz");
  }

  TestMirror write() throws IOException {
    for (String suite : packages.keySet()) {
      byte[] index = compressed(suite);
      Files.createDirectories(index(suite).getParent());
      Files.write(index(suite), index);
      Map<String, String> all = new LinkedHashMap<>();
      all.put("Origin", "Debian");
      all.put("Suite", "test");
      all.put("Codename", suite);
      all.put("Date", date(NOW.minusSeconds(3600)));
      all.putAll(fields);
      StringBuilder text = new StringBuilder();
      all.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
      text.append(
          "SHA256:\n %s %d main/binary-amd64/Packages.xz\n"
              .formatted(Digest.of(index).hex(), index.length));
      Files.createDirectories(table(suite).getParent());
      Files.write(table(suite), key.sign(text.toString(), NOW.minusSeconds(3600)));
    }
    return this;
  }
}
