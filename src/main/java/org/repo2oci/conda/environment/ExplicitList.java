package org.repo2oci.conda.environment;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.spec.SourceLine;

/** A list of archives' URLs with digests (CEP 23), as {@code conda list --explicit} writes it. */
final class ExplicitList {
  private static final String MARK = "@EXPLICIT";
  private static final Pattern FIRST = Pattern.compile("(?m)^\\s*" + MARK + "\\s*$");

  /** conda-lock keeps what pip installs in comments. */
  private static final Pattern PIP = Pattern.compile("#\\s*pip\\s+(\\S.*)");

  private static final Pattern PLATFORM = Pattern.compile("#\\s*platform:\\s*([a-z0-9-]+)\\s*");

  private final List<String> lines;
  private final String path;
  private final String subdir;

  ExplicitList(byte[] content, String path, String subdir) {
    this.lines = YamlText.decoded(content, path).lines().toList();
    this.path = path;
    this.subdir = subdir;
  }

  static boolean is(byte[] content, String path) {
    return FIRST.matcher(YamlText.decoded(content, path)).find();
  }

  CondaLock read() {
    LockedPackages found = new LockedPackages(path, subdir);
    boolean begun = false;
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1).strip();
      if (line.startsWith("#")) {
        comment(line, number, found);
      } else if (line.equals(MARK)) {
        begun = true;
      } else if (!line.isEmpty() && !begun) {
        found.problem(number, "`%s` comes before `%s`".formatted(line, MARK), "Remove the line");
      } else if (!line.isEmpty()) {
        int hash = line.indexOf('#');
        String url = hash < 0 ? line : line.substring(0, hash).strip();
        List<String> digest = hash < 0 ? List.of() : List.of(line.substring(hash + 1).strip());
        found.conda(number, url, ArchiveUrl.Said.only(ArchiveUrl.Digests.of(digest)));
      }
    }
    CondaLock lock = found.lock(List.of());
    Set<String> channels = new LinkedHashSet<>();
    lock.packages().stream().map(LockedConda::channel).forEach(channels::add);
    return new CondaLock(
        path, subdir, List.copyOf(channels), lock.packages(), lock.pip(), lock.notes());
  }

  private void comment(String line, int number, LockedPackages found) {
    Matcher platform = PLATFORM.matcher(line);
    if (platform.matches() && !platform.group(1).equals(subdir)) {
      throw otherPlatform(new SourceLine(path, number), platform.group(1), subdir);
    }
    Matcher pip = PIP.matcher(line);
    if (pip.matches()) {
      found.pip(number, pip.group(1).strip());
    }
  }

  static BuildFailure otherPlatform(SourceLine at, String has, String wanted) {
    return BuildFailure.input(
            "Cannot use %s: it is for `%s`, and the image is for `%s`".formatted(at, has, wanted))
        .withHint("Make a lock file for `%s`".formatted(wanted));
  }
}
