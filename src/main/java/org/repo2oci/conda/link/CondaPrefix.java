package org.repo2oci.conda.link;

import java.util.Optional;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.TreePath;
import org.repo2oci.pypi.install.Prefix;

/**
 * Where conda packages are linked.
 *
 * @param path absolute, such as {@code /srv/conda/envs/notebook}
 * @param python empty where the environment has none; then it has no {@code noarch: python}
 *     packages
 * @param uid owner of everything below the path
 */
public record CondaPrefix(String path, Optional<CondaPython> python, int uid, int gid) {
  /** 1980-01-01, the time of what has none of its own: folders, files of the environment. */
  static final long NO_TIME = 315_532_800L;

  static final int FOLDER = 0755;
  static final int PLAIN = 0644;
  static final int EXECUTABLE = 0755;

  public CondaPrefix {
    if (!path.startsWith("/") || path.matches(".*[\\p{Cntrl}\\s:\"'\\\\].*")) {
      throw new IllegalArgumentException("`%s` is not usable as a prefix".formatted(path));
    }
    TreePath.check(path.substring(1));
  }

  /** The same prefix for wheels that pip adds to the environment. */
  public Prefix forWheels() {
    CondaPython there =
        python.orElseThrow(() -> new IllegalStateException("`%s` has no Python".formatted(path)));
    return Prefix.ofInterpreter(path, there.minor(), there.sitePackages(), uid, gid);
  }

  /** The path in a tree of a path below the prefix. */
  public String inTree(String relative) {
    return path.substring(1) + "/" + relative;
  }

  /** The attributes of every folder. */
  public Attributes folder() {
    return new Attributes(FOLDER, uid, gid, NO_TIME);
  }

  Attributes file(int mode, long mtime) {
    return new Attributes(mode, uid, gid, mtime);
  }
}
