package org.repo2oci.pypi.install;

import java.util.Arrays;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.TreePath;

/**
 * Where wheels are installed: the folders that {@code sysconfig} names for an environment.
 *
 * @param path absolute, such as {@code /srv/conda/envs/notebook}
 * @param sitePackages for pure and platform files, relative to the path
 * @param headers holds a folder of C headers for each project, relative to the path
 * @param lib64IsLib whether {@code lib64} is a link to {@code lib}
 * @param uid owner of everything below the path
 */
public record Prefix(
    String path,
    PythonMinor python,
    String sitePackages,
    String headers,
    boolean lib64IsLib,
    int uid,
    int gid) {
  /** 1980-01-01, the time of what has none of its own: folders, links, environment files. */
  static final long NO_TIME = 315_532_800L;

  private static final int FOLDER = 0755;
  static final int PLAIN = 0644;
  static final int EXECUTABLE = 0755;

  public Prefix {
    if (!path.startsWith("/") || path.matches(".*[\\p{Cntrl}:\"'\\\\].*")) {
      throw new IllegalArgumentException("`%s` is not usable as a prefix".formatted(path));
    }
    TreePath.check(path.substring(1));
    TreePath.check(sitePackages);
    TreePath.check(headers);
  }

  /** The folders of a virtual environment. */
  public static Prefix virtualEnvironment(String path, PythonMinor python, int uid, int gid) {
    return new Prefix(
        path,
        python,
        "lib/python" + python + "/site-packages",
        "include/site/python" + python,
        true,
        uid,
        gid);
  }

  /**
   * The folders of a prefix that has an interpreter of its own, as conda makes it.
   *
   * @param sitePackages as the interpreter's package says it, else {@code lib/pythonX.Y/...}
   */
  public static Prefix ofInterpreter(
      String path, PythonMinor python, String sitePackages, int uid, int gid) {
    return new Prefix(path, python, sitePackages, "include/python" + python, false, uid, gid);
  }

  /** What scripts start with; the link, so that it holds for any minor version. */
  String interpreter() {
    return path + "/bin/python";
  }

  /**
   * A path below the prefix, with the link that leads to it followed: a tree has one name a file.
   */
  String followed(String relative) {
    return lib64IsLib && relative.startsWith("lib64/")
        ? "lib/" + relative.substring("lib64/".length())
        : relative;
  }

  /** The path in a tree of a path below the prefix. */
  public String inTree(String relative) {
    return path.substring(1) + "/" + relative;
  }

  /** The attributes of every folder that an installer makes. */
  public Attributes folder() {
    return new Attributes(FOLDER, uid, gid, NO_TIME);
  }

  Attributes file(int mode, long mtime) {
    return new Attributes(mode, uid, gid, mtime);
  }

  /** A path below the prefix as RECORD writes it: relative to the site-packages folder. */
  String recordPath(String relative) {
    String[] from = sitePackages.split("/", -1);
    String[] to = relative.split("/", -1);
    int shared = 0;
    while (shared < from.length && shared < to.length - 1 && from[shared].equals(to[shared])) {
      shared++;
    }
    return "../".repeat(from.length - shared)
        + String.join("/", Arrays.copyOfRange(to, shared, to.length));
  }
}
