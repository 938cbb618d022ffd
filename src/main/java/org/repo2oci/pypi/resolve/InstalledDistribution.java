package org.repo2oci.pypi.resolve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.repo2oci.pypi.spec.PackageName;

/**
 * A Python project that is there already, such as one of a conda package. It is neither replaced
 * nor installed again; what it needs is resolved with the rest.
 *
 * @param name in normal form
 * @param metadata its core metadata, as its {@code METADATA} or {@code PKG-INFO} has them
 */
public record InstalledDistribution(String name, String version, byte[] metadata) {
  /** The earliest time that a zip can hold. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  public InstalledDistribution {
    if (!name.equals(PackageName.normalised(name))) {
      throw new IllegalArgumentException("`%s` is no normal name".formatted(name));
    }
    metadata = metadata.clone();
  }

  @Override
  public byte[] metadata() {
    return metadata.clone();
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
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, folder + "METADATA", metadata);
      put(
          zip,
          folder + "WHEEL",
          "Wheel-Version: 1.0\nGenerator: repo2oci\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
              .getBytes(StandardCharsets.UTF_8));
      put(zip, folder + "RECORD", new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InstalledDistribution(String otherName, String otherVersion, byte[] m)
        && name.equals(otherName)
        && version.equals(otherVersion)
        && java.util.Arrays.equals(metadata, m);
  }

  @Override
  public int hashCode() {
    return java.util.Objects.hash(name, version, java.util.Arrays.hashCode(metadata));
  }

  @Override
  public String toString() {
    return name + " " + version;
  }
}
