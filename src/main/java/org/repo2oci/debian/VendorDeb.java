package org.repo2oci.debian;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.FileTree;

/**
 * A package of a program's own maker, from no archive of Debian's. It is unpacked and nothing else:
 * its maintainer scripts are for machines with services, and dpkg of the image does not know it.
 *
 * @param depends relations, each with its alternatives joined by {@code |}, without versions
 */
public record VendorDeb(String name, String version, String architecture, List<String> depends) {
  public VendorDeb {
    depends = List.copyOf(depends);
  }

  /**
   * Reads what a package says of itself.
   *
   * @param from where it comes from, for people
   */
  public static VendorDeb read(Path archive, String from) {
    try {
      ByteArrayOutputStream control = new ByteArrayOutputStream();
      DebArchive.open(archive).copyTar("control", control);
      String text =
          ControlTar.read(control.toByteArray())
              .text("control")
              .orElseThrow(() -> new IOException("it has no control file"));
      List<Map<String, String>> paragraphs = Paragraphs.parse(text);
      Map<String, String> fields = paragraphs.isEmpty() ? Map.of() : paragraphs.getFirst();
      String relations =
          fields.getOrDefault("pre-depends", "") + "," + fields.getOrDefault("depends", "");
      return new VendorDeb(
          field(fields, "package"),
          field(fields, "version"),
          field(fields, "architecture"),
          Dependency.parseAll(relations).stream().map(VendorDeb::names).distinct().toList());
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(from, e);
    }
  }

  private static String field(Map<String, String> fields, String name) throws IOException {
    String value = fields.getOrDefault(name, "");
    if (value.isBlank()) {
      throw new IOException("it does not say its `%s`".formatted(name));
    }
    return value;
  }

  private static String names(Dependency dependency) {
    return String.join(
        " | ", dependency.alternatives().stream().map(Dependency.Alternative::name).toList());
  }

  /**
   * The files of a package.
   *
   * @param from where it comes from, for people
   * @param scratch where its uncompressed tar goes; the tree reads from there
   */
  public static FileTree files(Path archive, String from, Path scratch, Exclusions exclusions)
      throws IOException {
    Path tar = Files.createTempFile(scratch, "vendor", ".tar");
    try (OutputStream out = Files.newOutputStream(tar)) {
      DebArchive.open(archive).copyTar("data", out);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (IOException e) {
      throw unreadable(from, e);
    }
    try {
      return DataTar.read(tar, exclusions).files();
    } catch (IOException | IllegalArgumentException | ArithmeticException e) {
      throw unreadable(from, e);
    }
  }

  private static BuildFailure unreadable(String from, Exception e) {
    return BuildFailure.input(
            "Cannot read the Debian package `%s`: %s".formatted(from, e.getMessage()))
        .withHint("Check that it is a .deb file and whole")
        .withCause(e);
  }
}
