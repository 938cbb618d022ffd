package org.repo2oci.conda.link;

import java.util.Optional;
import org.repo2oci.filetree.TreePath;

/**
 * A path that a package installs, as its archive lists it (CEP 34, {@code info/paths.json}).
 *
 * @param path as listed: a module of a {@code noarch: python} package has another place
 * @param type the name that conda gives the kind of path
 * @param placeholder the prefix that its content has and that is to be replaced
 * @param size bytes; negative where the list does not say
 */
record ListedPath(
    String path,
    String type,
    Optional<Placeholder> placeholder,
    boolean noLink,
    Optional<String> sha256,
    long size) {
  static final String HARD_LINK = "hardlink";
  static final String SOFT_LINK = "softlink";
  static final String DIRECTORY = "directory";

  ListedPath {
    TreePath.check(path);
  }

  /**
   * A prefix that was known when the package was built.
   *
   * @param binary whether the length of what it is in must stay
   */
  record Placeholder(String prefix, boolean binary) {
    /** What packages have that do not say theirs; in two parts, or this line would be replaced. */
    static final String DEFAULT = "/opt/anaconda1anaconda2" + "anaconda3";

    static Placeholder of(String prefix, String mode) {
      return new Placeholder(prefix, mode.equals("binary"));
    }

    String mode() {
      return binary ? "binary" : "text";
    }
  }
}
