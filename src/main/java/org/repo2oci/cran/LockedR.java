package org.repo2oci.cran;

import java.util.List;
import java.util.regex.Pattern;
import org.repo2oci.image.Digest;

/**
 * A package of R that was chosen.
 *
 * @param url of its archive, without a login
 * @param size bytes
 * @param built whether the archive holds the installed package, and not its source
 * @param requested whether the user's own files name it
 * @param needs names of the locked packages that must be there before it
 * @param identity what the index said that tells this archive from others of its name; empty where
 *     it said nothing
 */
public record LockedR(
    String name,
    String version,
    String url,
    long size,
    Digest sha256,
    boolean built,
    boolean requested,
    List<String> needs,
    String identity) {
  /** Writing R Extensions, 1.1.1. */
  public static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9.]*[A-Za-z0-9]");

  private static final Pattern VERSION = Pattern.compile("[0-9]+(?:[.-][0-9]+)*");

  public LockedR {
    if (!NAME.matcher(name).matches() || !VERSION.matcher(version).matches()) {
      throw new IllegalArgumentException("`%s %s` is no package of R".formatted(name, version));
    }
    needs = List.copyOf(needs);
  }

  /** Of which the index said nothing. */
  public LockedR(
      String name,
      String version,
      String url,
      long size,
      Digest sha256,
      boolean built,
      boolean requested,
      List<String> needs) {
    this(name, version, url, size, sha256, built, requested, needs, "");
  }

  /** The same, as what nobody's files name. */
  public LockedR unrequested() {
    return new LockedR(name, version, url, size, sha256, built, false, needs, identity);
  }

  @Override
  public String toString() {
    return name + " " + version;
  }
}
