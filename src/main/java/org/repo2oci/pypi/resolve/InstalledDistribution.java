package org.repo2oci.pypi.resolve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.repo2oci.pypi.spec.PackageName;

/**
 * A Python project that is there already, such as one of a conda package. It is neither replaced
 * nor installed again; what it needs is resolved with the rest.
 *
 * @param name in normal form
 * @param needs the lines of its core metadata that a resolver reads: {@code Requires-Python},
 *     {@code Requires-Dist} and {@code Provides-Extra}
 */
public record InstalledDistribution(String name, String version, List<String> needs) {
  /** The earliest time that a zip can hold. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private static final Pattern FIELD = Pattern.compile("([A-Za-z-]+):[ \\t]*(.*?)\\s*");
  private static final List<String> NEEDS =
      List.of("Requires-Python", "Requires-Dist", "Provides-Extra");

  public InstalledDistribution {
    if (!name.equals(PackageName.normalised(name))) {
      throw new IllegalArgumentException("`%s` is no normal name".formatted(name));
    }
    if (!isVersion(version)) {
      throw new IllegalArgumentException("`%s` is no version of `%s`".formatted(version, name));
    }
    needs = List.copyOf(needs);
    for (String line : needs) {
      Matcher field = FIELD.matcher(line);
      if (!field.matches()
          || !NEEDS.contains(field.group(1))
          || !line.equals(field.group(1) + ": " + field.group(2))) {
        throw new IllegalArgumentException(
            "`%s` says nothing of what `%s` needs".formatted(line, name));
      }
    }
  }

  /**
   * What core metadata say, as a {@code METADATA} or {@code PKG-INFO} has them; empty where they
   * have no name or no version. Only the headers count: what follows the first empty line is prose.
   */
  public static Optional<InstalledDistribution> parse(String metadata) {
    Optional<String> name = Optional.empty();
    Optional<String> version = Optional.empty();
    List<String> needs = new ArrayList<>();
    for (String line : headers(metadata)) {
      Matcher field = FIELD.matcher(line);
      if (!field.matches() || field.group(2).isEmpty()) {
        continue;
      }
      String value = field.group(2);
      switch (field.group(1)) {
        case "Name" -> name = name.or(() -> Optional.of(word(value)));
        case "Version" -> version = version.or(() -> Optional.of(word(value)));
        default ->
            NEEDS.stream()
                .filter(known -> known.equals(field.group(1)))
                .forEach(known -> needs.add(known + ": " + value));
      }
    }
    if (name.isEmpty() || version.filter(InstalledDistribution::isVersion).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new InstalledDistribution(PackageName.normalised(name.get()), version.get(), needs));
  }

  private static String word(String value) {
    return value.split("\\s", 2)[0];
  }

  /** It becomes part of a file's name. */
  private static boolean isVersion(String text) {
    return text.matches("[^\\s/]+");
  }

  /**
   * The lines before the first empty one; one that begins with a blank goes on with the one before.
   */
  private static List<String> headers(String metadata) {
    List<String> headers = new ArrayList<>();
    for (String line : metadata.lines().takeWhile(text -> !text.isEmpty()).toList()) {
      if (Character.isWhitespace(line.charAt(0)) && !headers.isEmpty()) {
        headers.add(headers.removeLast() + " " + line.strip());
      } else {
        headers.add(line);
      }
    }
    return headers;
  }

  /** What a wheel with nothing but these metadata is called (binary distribution format). */
  String wheelName() {
    return "%s-%s-py3-none-any.whl".formatted(name.replace('-', '_'), version.replace('-', '_'));
  }

  /**
   * Such a wheel: a resolver that is given it as the only source of the project keeps its version,
   * reads what it needs, and says so where another requirement contradicts.
   */
  byte[] wheel() {
    String folder = "%s-%s.dist-info/".formatted(name.replace('-', '_'), version.replace('-', '_'));
    StringBuilder metadata =
        new StringBuilder(
            "Metadata-Version: 2.1\nName: %s\nVersion: %s\n".formatted(name, version));
    needs.forEach(line -> metadata.append(line).append('\n'));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, folder + "METADATA", metadata.toString());
      put(
          zip,
          folder + "WHEEL",
          "Wheel-Version: 1.0\nGenerator: repo2oci\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
      put(zip, folder + "RECORD", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, String content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
    zip.write(content.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  @Override
  public String toString() {
    return name + " " + version;
  }
}
