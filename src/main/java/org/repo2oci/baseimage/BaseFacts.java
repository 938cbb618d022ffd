package org.repo2oci.baseimage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an image's files say that matters to whoever builds upon it.
 *
 * @param interpreter absolute path, such as {@code /usr/bin/python3.11}
 * @param pythonVersion in full, such as {@code 3.11.2}
 * @param glibc version of the C library, such as {@code 2.36}
 * @param locale that the image has, such as {@code en_US.UTF-8}
 * @param compilers whether Python packages can be built from source in it
 * @param warnings what a user should know
 */
public record BaseFacts(
    String interpreter,
    String pythonVersion,
    String glibc,
    String locale,
    boolean compilers,
    List<String> warnings) {
  private static final int FIELDS = 5;

  public BaseFacts {
    warnings = List.copyOf(warnings);
  }

  /** As a record of the store: one value a line. */
  public byte[] text() {
    List<String> lines =
        new ArrayList<>(
            List.of(interpreter, pythonVersion, glibc, locale, Boolean.toString(compilers)));
    lines.addAll(warnings);
    return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
  }

  /** What {@link #text()} wrote; empty for anything else. */
  public static Optional<BaseFacts> parse(byte[] text) {
    List<String> lines = new String(text, StandardCharsets.UTF_8).lines().toList();
    if (lines.size() < FIELDS) {
      return Optional.empty();
    }
    return Optional.of(
        new BaseFacts(
            lines.get(0),
            lines.get(1),
            lines.get(2),
            lines.get(3),
            Boolean.parseBoolean(lines.get(4)),
            lines.subList(FIELDS, lines.size())));
  }

  /** The files that anything here reads: kept when layers are merged. */
  public static boolean isWanted(String path) {
    return WantedFiles.forFacts(path);
  }

  /**
   * Reads an image's files.
   *
   * @param image its name, for people
   * @throws org.repo2oci.failure.BuildFailure where nothing can be built upon it
   */
  public static BaseFacts read(ImageTree files, String image) throws IOException {
    return new FactsReader(files, image).read();
  }
}
