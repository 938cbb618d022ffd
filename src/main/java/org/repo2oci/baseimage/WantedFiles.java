package org.repo2oci.baseimage;

import java.util.List;
import java.util.regex.Pattern;
import org.repo2oci.filetree.TreePath;

/** Which of an image's files are looked at, so that the table of a large image stays small. */
final class WantedFiles {
  private static final List<String> FOLDERS =
      List.of(
          "bin/",
          "lib/",
          "lib64/",
          "home/",
          "etc/alternatives/",
          "etc/pki/",
          "etc/skel/",
          "etc/ssl/",
          "usr/bin/",
          "usr/include/python",
          "usr/lib/",
          "usr/lib64/",
          "usr/local/bin/",
          "usr/local/include/python",
          "usr/local/lib/",
          "var/lib/dpkg/");

  private static final Pattern LIBRARY_FOLDER =
      Pattern.compile("(?:usr/(?:local/)?)?lib(?:64)?/(?:[^/]+-linux-gnu[^/]*/)?[^/]+");
  private static final Pattern SHARED_OBJECT = Pattern.compile(".*\\.so(?:\\.[0-9.]+)?");

  private WantedFiles() {}

  static boolean forFacts(String path) {
    return path.indexOf('/') < 0
        || path.matches("(?:etc|usr|var)/[^/]+|(?:usr/local|var/lib)/[^/]+")
        || FOLDERS.stream().anyMatch(path::startsWith);
  }

  /**
   * What an interpreter needs to compile sources: itself, its standard library, shared libraries
   * and the links that lead to them.
   *
   * @param home that the interpreter is installed below, such as {@code usr}
   * @param minor such as {@code 3.11}
   */
  static boolean forPython(String path, String home, String minor) {
    if (path.indexOf('/') < 0 || path.startsWith(home + "/bin/python3")) {
      return true;
    }
    for (String library : List.of("lib", "lib64")) {
      String standard = home + "/" + library + "/python" + minor + "/";
      if (path.startsWith(standard)) {
        String rest = path.substring(standard.length());
        return !rest.matches("(?:test|site-packages|dist-packages|idlelib|tkinter)(?:/.*)?");
      }
    }
    return LIBRARY_FOLDER.matcher(path).matches()
        && (SHARED_OBJECT.matcher(TreePath.name(path)).matches()
            || path.matches(".*-linux-gnu[^/]*|usr/lib(?:64)?|usr/local/lib(?:64)?"));
  }
}
