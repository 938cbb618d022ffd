package org.repo2oci.cran;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.failure.BuildFailure;

/**
 * What R wrote while it installed packages, read for what went wrong: R itself calls most of that a
 * warning. Feed it each line, then ask.
 */
public final class RLog {
  private static final int LAST_LINES = 40;
  private static final int SHOWN = 12;
  private static final String NAME = "[‘'`]([A-Za-z][A-Za-z0-9.]*)[’'`]";
  private static final Pattern QUOTED = Pattern.compile(NAME);
  private static final Pattern BEGINS =
      Pattern.compile("\\* installing \\*(?:source|binary)\\* package " + NAME + ".*");
  private static final Pattern UNAVAILABLE =
      Pattern.compile(
          "(?:packages?|dependency|dependencies) " + NAME + ".* (?:is|are) not available.*");

  /** A package that was installed from a file is named by its path. */
  private static final Pattern FAILED =
      Pattern.compile(
          "installation of package [‘'`](?:[^’'`]*/)?([A-Za-z][A-Za-z0-9.]*)(?:_[^’'`]*)?[’'`]"
              + " had non-zero exit status.*");

  private static final Pattern UNREACHABLE =
      Pattern.compile(".*unable to access index for repository (\\S+?):?");
  private static final Pattern ANTICONF = Pattern.compile(".*\\bdeb: ([a-z0-9][a-z0-9.+-]+).*");
  private static final List<Pattern> MISSING =
      List.of(
          Pattern.compile(".*fatal error: (\\S+): No such file or directory.*"),
          Pattern.compile(".*cannot find -l([A-Za-z0-9_+.-]+).*"),
          Pattern.compile(".*error while loading shared libraries: (\\S+): cannot open.*"),
          Pattern.compile(".*(\\blib\\S+\\.so\\S*): cannot open shared object file.*"),
          Pattern.compile(".*Package '?([A-Za-z0-9_+.-]+)'?,? (?:required by|was not found).*"),
          Pattern.compile(".*?\\b(?:sh: \\d+: |bash: )?([a-z0-9_-]+): (?:command )?not found.*"));

  private final Map<String, String> systemLibraries;
  private final Function<String, Optional<String>> sharedLibraries;
  private final Deque<String> last = new ArrayDeque<>();
  private final Set<String> unavailable = new LinkedHashSet<>();
  private final Map<String, List<String>> failed = new LinkedHashMap<>();
  private final Set<String> unreachable = new LinkedHashSet<>();
  private final Set<String> debs = new LinkedHashSet<>();
  private final Map<String, List<String>> logs = new LinkedHashMap<>();
  private String current = "";
  private boolean withoutMirror;

  /**
   * @param systemLibraries what a compiler or linker misses to the Debian package with it
   */
  public RLog(Map<String, String> systemLibraries) {
    this(systemLibraries, _ -> Optional.empty());
  }

  /**
   * The same for a log of programs that load shared libraries.
   *
   * @param sharedLibraries what a loader misses to the Debian package with it
   */
  public RLog(
      Map<String, String> systemLibraries, Function<String, Optional<String>> sharedLibraries) {
    this.systemLibraries = Map.copyOf(systemLibraries);
    this.sharedLibraries = sharedLibraries;
  }

  /** A line of R's output. */
  public synchronized void line(String line) {
    last.add(line);
    if (last.size() > LAST_LINES) {
      last.remove();
    }
    Matcher begins = BEGINS.matcher(line);
    if (begins.matches()) {
      current = begins.group(1);
      logs.put(current, new ArrayList<>());
    }
    if (!current.isEmpty()) {
      keep(logs.getOrDefault(current, new ArrayList<>()), line);
    }
    if (line.startsWith("* DONE") || line.startsWith("* removing ")) {
      current = "";
    }
    String text = line.replaceFirst("^(?:Warning(?: message)?(?: in [^:]*)?: ?)?\\s*", "");
    if (UNAVAILABLE.matcher(text).matches()) {
      String names = text.replaceFirst("(?: (?:is|are) not available| for package ).*", "");
      QUOTED.matcher(names).results().forEach(found -> unavailable.add(found.group(1)));
    }
    Matcher ended = FAILED.matcher(text);
    if (ended.matches()) {
      failed.put(ended.group(1), logs.getOrDefault(ended.group(1), List.copyOf(last)));
    }
    Matcher away = UNREACHABLE.matcher(line);
    if (away.matches()) {
      unreachable.add(away.group(1));
    }
    if (line.contains("without setting a mirror")) {
      withoutMirror = true;
    }
    missing(line);
  }

  private static void keep(List<String> lines, String line) {
    lines.add(line);
    if (lines.size() > LAST_LINES) {
      lines.removeFirst();
    }
  }

  private void missing(String line) {
    Matcher told = ANTICONF.matcher(line);
    if (told.matches()) {
      debs.add(told.group(1));
    }
    for (Pattern pattern : MISSING) {
      Matcher found = pattern.matcher(line);
      if (found.matches()) {
        String missed = found.group(1);
        Optional.ofNullable(systemLibraries.get(missed))
            .or(() -> missed.contains(".so") ? sharedLibraries.apply(missed) : Optional.empty())
            .ifPresent(debs::add);
      }
    }
  }

  /**
   * What went wrong; empty where nothing did.
   *
   * @param name of the script or package, for people
   * @param exitCode of R
   */
  public synchronized Optional<BuildFailure> failure(String name, int exitCode) {
    if (!unavailable.isEmpty() && !unreachable.isEmpty()) {
      return Optional.of(
          BuildFailure.environment(
                  "Cannot build the image: `%s` could not reach the R repository `%s`"
                      .formatted(name, unreachable.iterator().next()))
              .withDetail("so that %s could not be had".formatted(quoted(unavailable)))
              .withHint("Give a repository that this machine reaches with `--cran-mirror URL`"));
    }
    if (!failed.isEmpty()) {
      Map.Entry<String, List<String>> first = failed.entrySet().iterator().next();
      BuildFailure failure =
          BuildFailure.input(
              "Cannot build the image: `%s` could not install the R package `%s`"
                  .formatted(name, first.getKey()));
      List<String> lines = first.getValue();
      for (String line : lines.subList(Math.max(0, lines.size() - SHOWN), lines.size())) {
        failure = failure.withDetail(line);
      }
      if (failed.size() > 1) {
        failure = failure.withDetail("%s failed".formatted(quoted(failed.keySet())));
      }
      return Optional.of(failure.withHint(hint()));
    }
    if (!unavailable.isEmpty()) {
      return Optional.of(
          BuildFailure.input(
                  "Cannot build the image: `%s` wants the R package %s, which is not available"
                      .formatted(name, quoted(unavailable)))
              .withHint(
                  "See how it is spelt (capitals count), and whether the repository has it for"
                      + " this R; older ones are installed with `remotes::install_version`"));
    }
    if (exitCode == 0) {
      return Optional.empty();
    }
    BuildFailure failure =
        BuildFailure.input(
            "Cannot build the image: `%s` ended with exit code %d".formatted(name, exitCode));
    List<String> lines = List.copyOf(last);
    for (String line : lines.subList(Math.max(0, lines.size() - SHOWN), lines.size())) {
      failure = failure.withDetail(line);
    }
    if (withoutMirror) {
      return Optional.of(
          failure.withHint(
              "`--cran-mirror URL` says where R packages come from, or `repos` in the script itself"));
    }
    return Optional.of(
        debs.isEmpty()
            ? failure.withHint("The last lines say where the script stopped")
            : failure.withHint(hint()));
  }

  private String hint() {
    return debs.isEmpty()
        ? "Where a header or a library is missing, name its Debian package in apt.txt"
        : "Name %s in apt.txt".formatted(quoted(debs));
  }

  private static String quoted(Iterable<String> names) {
    return "`" + String.join("`, `", names) + "`";
  }
}
