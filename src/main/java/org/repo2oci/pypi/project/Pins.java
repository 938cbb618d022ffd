package org.repo2oci.pypi.project;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.pypi.spec.FileProblems;
import org.repo2oci.pypi.spec.PackageName;
import org.repo2oci.pypi.spec.RequirementLine;
import org.repo2oci.pypi.spec.SourceLine;

/**
 * Gathers what a lock file pins, as lines of a requirements file. Whatever a value holds, it can be
 * no more than the value: nothing with a blank or a dash in front gets into a line.
 */
final class Pins {
  private static final Pattern HASH =
      Pattern.compile("(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})");
  private static final Pattern WORD = Pattern.compile("[^\\s\"'\\\\-][^\\s\"'\\\\]*");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final String HINT = "Make it again with the tool that wrote it";

  private final String file;
  private final List<RequirementLine> lines = new ArrayList<>();
  private final Set<String> indexes = new LinkedHashSet<>();
  private final FileProblems problems = new FileProblems("Cannot read");

  Pins(String file) {
    this.file = file;
  }

  /** A version of an index. */
  void version(int line, String name, String version, Collection<String> hashes) {
    if (PackageVersion.parse(version).isEmpty()) {
      problem(line, "`%s` is not a version".formatted(version));
    } else {
      add(line, name, "==" + version + hashed(hashes));
    }
  }

  /** An archive on the network. */
  void archive(int line, String name, String url, Collection<String> hashes) {
    if (!url.matches("https?://.*")) {
      problem(line, "`%s` is not the URL of an archive".formatted(url));
    } else if (word(line, url)) {
      add(line, name, " @ " + url.replaceFirst("#.*", "") + hashed(hashes));
    }
  }

  /**
   * A commit of a Git repository.
   *
   * @param url without {@code git+}, revision and fragment
   */
  void git(int line, String name, String url, String commit, String subdirectory) {
    if (!COMMIT.matcher(commit).matches()) {
      problem(line, "`%s` is not a commit".formatted(commit));
    } else if (word(line, url) && (subdirectory.isEmpty() || word(line, subdirectory))) {
      String folder = subdirectory.isEmpty() ? "" : "#subdirectory=" + subdirectory;
      add(line, name, " @ git+" + url.replaceFirst("^git\\+", "") + "@" + commit + folder);
    }
  }

  /** A folder or an archive of the repository, relative to the lock file's folder. */
  void local(int line, String path) {
    if (path.isEmpty() || path.equals(".")) {
      lines.add(new RequirementLine(new SourceLine(file, line), "."));
    } else if (word(line, path)) {
      lines.add(
          new RequirementLine(
              new SourceLine(file, line), path.startsWith(".") ? path : "./" + path));
    }
  }

  /** An index besides the machine's. */
  void index(int line, String url) {
    if (word(line, url) && indexes.add(url)) {
      lines.add(new RequirementLine(new SourceLine(file, line), "--extra-index-url " + url));
    }
  }

  /** A folder of archives. */
  void links(int line, String folder) {
    if (word(line, folder) && indexes.add(folder)) {
      lines.add(new RequirementLine(new SourceLine(file, line), "--find-links " + folder));
    }
  }

  void problem(int line, String why) {
    problems.add(new SourceLine(file, line), why, HINT);
  }

  private void add(int line, String name, String rest) {
    Matcher valid = PackageName.VALID.matcher(name);
    if (valid.matches()) {
      lines.add(new RequirementLine(new SourceLine(file, line), name + rest));
    } else {
      problem(line, "`%s` is not the name of a package".formatted(name));
    }
  }

  private boolean word(int line, String text) {
    boolean isWord = WORD.matcher(text).matches();
    if (!isWord) {
      problem(line, "`%s` cannot be used".formatted(text));
    }
    return isWord;
  }

  private static String hashed(Collection<String> hashes) {
    StringBuilder text = new StringBuilder();
    hashes.stream()
        .filter(hash -> HASH.matcher(hash).matches())
        .distinct()
        .forEach(hash -> text.append(" --hash=").append(hash));
    return text.toString();
  }

  /** All of them; fails where something was wrong. */
  List<RequirementLine> lines() {
    problems.failOnAny();
    return List.copyOf(lines);
  }
}
