package org.repo2oci.baseimage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.TreePath;

/**
 * Finds the interpreter of an image: what {@code python3} is there, by the order of {@code PATH};
 * else the newest one.
 */
final class PythonSearch {
  private static final int OLDEST = 10;
  private static final Pattern NAME = Pattern.compile("python3\\.(\\d{1,2})");
  private static final Pattern HEADER =
      Pattern.compile("#define\\s+PY_VERSION\\s+\"(3\\.\\d+\\.\\d+)[^\"]*\"");

  private final ImageTree files;
  private final DpkgStatus packages;
  private final String image;

  PythonSearch(ImageTree files, DpkgStatus packages, String image) {
    this.files = files;
    this.packages = packages;
    this.image = image;
  }

  InstalledPython find() throws IOException {
    List<String> found = new ArrayList<>();
    for (String folder : List.of("usr/local/bin", "usr/bin")) {
      for (int minor : minors(folder)) {
        String interpreter = "%s/python3.%d".formatted(folder, minor);
        found.add("/" + interpreter);
        if (minor >= OLDEST) {
          requireWhole(interpreter, minor);
          return new InstalledPython("/" + interpreter, version(interpreter, minor));
        }
      }
    }
    String reason =
        found.isEmpty() ? "it has no Python" : "its Python is older than 3.%d".formatted(OLDEST);
    throw BuildFailure.input("Cannot build upon `%s`: %s".formatted(image, reason))
        .withDetail(
            found.isEmpty()
                ? "Looked for `/usr/local/bin/python3.N` and `/usr/bin/python3.N`"
                : "Found " + String.join(", ", found))
        .withHint(
            "Use an image with Python 3.%d or later, such as one with Debian's `python3`"
                .formatted(OLDEST));
  }

  /** The one that {@code python3} means first, then from the newest. */
  private List<Integer> minors(String folder) {
    Optional<Integer> usual =
        files.resolved(folder + "/python3").filter(files::isFile).flatMap(PythonSearch::minor);
    List<Integer> minors = new ArrayList<>();
    usual.filter(minor -> files.isFile(folder + "/python3." + minor)).ifPresent(minors::add);
    files.names(folder).stream()
        .flatMap(name -> minor(name).stream())
        .filter(minor -> !minors.contains(minor) && files.isFile(folder + "/python3." + minor))
        .sorted(Comparator.reverseOrder())
        .forEach(minors::add);
    return minors;
  }

  private static Optional<Integer> minor(String path) {
    Matcher name = NAME.matcher(TreePath.name(path));
    return name.matches() ? Optional.of(Integer.parseInt(name.group(1))) : Optional.empty();
  }

  /** Debian has a package with a part of the standard library, which no server starts with. */
  private void requireWhole(String interpreter, int minor) {
    String home = TreePath.parent(TreePath.parent(interpreter));
    boolean whole = false;
    for (String library : List.of("lib", "lib64")) {
      String folder = "%s/%s/python3.%d/".formatted(home, library, minor);
      whole |= files.isFile(folder + "os.py") && files.isFile(folder + "asyncio/__init__.py");
    }
    if (!whole) {
      throw BuildFailure.input(
              "Cannot build upon `%s`: the standard library of its Python 3.%d is not whole"
                  .formatted(image, minor))
          .withHint("Install all of Python into the base image: Debian's `python3`, not a part");
    }
  }

  private String version(String interpreter, int minor) throws IOException {
    String home = TreePath.parent(TreePath.parent(interpreter));
    if (home.equals("usr")) {
      for (String name : List.of("python3.%d", "python3.%d-minimal")) {
        Optional<String> packaged =
            packages
                .upstream(name.formatted(minor))
                .filter(version -> version.matches("3\\.%d\\.\\d+".formatted(minor)));
        if (packaged.isPresent()) {
          return packaged.get();
        }
      }
    }
    String header =
        files.text("%s/include/python3.%d/patchlevel.h".formatted(home, minor)).orElse("");
    Matcher defined = HEADER.matcher(header);
    if (defined.find()) {
      return defined.group(1);
    }
    return said(interpreter, home, minor)
        .orElseThrow(() ->
            BuildFailure.input(
                    "Cannot build upon `%s`: the version of `/%s` is not to be found"
                        .formatted(image, interpreter))
                .withHint("Add the headers of Python to the base image, or choose another"));
  }

  /** The program, or the library that it is in, holds its version as a text of its own. */
  private Optional<String> said(String interpreter, String home, int minor) throws IOException {
    Pattern text = Pattern.compile("\\x00(3\\.%d\\.\\d{1,2})\\x00".formatted(minor));
    for (String file :
        List.of(
            interpreter,
            "%s/lib/libpython3.%d.so.1.0".formatted(home, minor),
            "%s/lib64/libpython3.%d.so.1.0".formatted(home, minor))) {
      Matcher found = text.matcher(files.text(file).orElse(""));
      if (found.find()) {
        return Optional.of(found.group(1));
      }
    }
    return Optional.empty();
  }
}
