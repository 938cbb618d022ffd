package org.repo2oci.pypi.resolve;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.failure.MissingProgram;
import org.repo2oci.fetch.Redacted;
import org.repo2oci.pypi.spec.PackageName;
import org.repo2oci.pypi.spec.SourceLine;
import org.repo2oci.pypi.wheel.ReleaseVersion;

/** What a user is told of a package whose build fails. */
final class BuildFailures {
  private static final int LINES = 12;
  private static final int LINE_LENGTH = 300;
  private static final int KILLED = 137;

  /** Marks of Python's tracebacks that say nothing without the lines above them. */
  private static final Pattern MARKS =
      Pattern.compile("\\s*(?:[\\^~]+|\\.\\.\\.<\\d+ lines>\\.\\.\\.)?\\s*");

  private final LockedPackage locked;
  private final PythonTarget target;
  private final Supplier<Optional<SourceLine>> line;
  private final List<Known> known;

  /** A line that tells more than the exit status. */
  private record Known(Pattern line, Function<MatchResult, String> why, String hint) {}

  /**
   * @param line that asks for the package; asked only when something fails
   */
  BuildFailures(LockedPackage locked, PythonTarget target, Supplier<Optional<SourceLine>> line) {
    this.locked = locked;
    this.target = target;
    this.line = line;
    String other = "Ask for a version that has a wheel for Python %s".formatted(target.version());
    this.known =
        List.of(
            new Known(
                Pattern.compile("fatal error: ([^:\\s]+): No such file or directory"),
                found -> "the header `%s` is not there".formatted(found.group(1)),
                other + "; builds have the headers of the base's own libraries, and no others"),
            new Known(
                Pattern.compile("cannot find (-l[^\\s:]+)"),
                found -> "the library of `%s` is not there".formatted(found.group(1)),
                other + "; builds have the base's own libraries, and no others"),
            new Known(
                Pattern.compile(
                    "Package '?([^' ]+)'?,? (?:required by 'virtual:world', not|was not) found"),
                found -> "the library `%s` is not there".formatted(found.group(1)),
                other + "; builds have the base's own libraries, and no others"),
            new Known(
                Pattern.compile("ModuleNotFoundError: No module named '([^']+)'"),
                found -> "its build imports `%s`, which is not there".formatted(found.group(1)),
                other + "; a build sees only what its `build-system.requires` lists"),
            new Known(
                Pattern.compile("neither a pyproject.toml nor a setup.py"),
                found -> "it is no Python project",
                "It needs a pyproject.toml or a setup.py"),
            new Known(
                Pattern.compile("the build backend (\\S+) cannot build editable projects"),
                found -> "`%s` cannot build editable projects".formatted(found.group(1)),
                "Leave out the `-e`, or take a newer version of the build backend"));
  }

  String label() {
    return locked.label();
  }

  /** The package, and the line that asks for it where one does. */
  private String subject() {
    return "`%s`".formatted(label())
        + line.get().map(place -> " of %s".formatted(place)).orElse("");
  }

  /** The build said no, with these last lines. */
  BuildFailure ended(int status, List<String> lines) {
    for (Known one : known) {
      for (String line : lines) {
        Matcher found = one.line().matcher(line);
        if (found.find()) {
          return failure(one.why().apply(found.toMatchResult()), lines).withHint(one.hint());
        }
      }
    }
    Optional<MissingProgram> missing = MissingProgram.in(lines);
    if (missing.isPresent()) {
      return failure(
              "its build runs `%s`, which is not there".formatted(missing.get().name()), lines)
          .withHint(hint(missing.get()));
    }
    if (status == KILLED) {
      return failure("it was killed, most often for want of memory", lines)
          .withHint("Build on a machine with more memory, or ask for a version with a wheel");
    }
    return failure("its build ended with exit status " + status, lines)
        .withHint(
            "Ask for a version that has a wheel for Python %s, or see what its build needs"
                .formatted(target.version()));
  }

  private String hint(MissingProgram program) {
    String wheel = "Ask for a version that has a wheel for Python %s".formatted(target.version());
    return program.isOfNode()
        ? "Builds have no Node.js of their own: write `nodejs` and `npm` into apt.txt, one a line;"
            + " builds have them then too. Or a"
            + wheel.substring(1)
        : wheel + "; builds have C and C++ compilers, make, git and pkg-config";
  }

  /** The build said nothing usable. */
  BuildFailure silent(List<String> lines) {
    return failure("its build made no wheel", lines)
        .withHint("See what its build does: it ended well and left nothing behind");
  }

  /** The packages that the build asks for cannot be installed. */
  BuildFailure requirements(UvReport report) {
    boolean network = UvFailures.isNetwork(report.text());
    String message =
        "Cannot build %s: what its build needs cannot be installed".formatted(subject());
    BuildFailure failure =
        network ? BuildFailure.environment(message) : BuildFailure.input(message);
    List<String> reason =
        report.causes().isEmpty()
            ? List.of(report.headline())
            : report.causes().stream().flatMap(String::lines).toList();
    return detailed(failure, reason)
        .withHint(
            network
                ? "Check the network and the index settings of pip and uv on this machine, and try"
                    + " again"
                : "See `build-system.requires` in its pyproject.toml, or ask for a version that has"
                    + " a wheel");
  }

  /** The file's name, where it is a wheel of this package. */
  String checked(String fileName) {
    WheelFileName wheel =
        WheelFileName.parse(fileName)
            .filter(name -> !fileName.contains("/"))
            .orElseThrow(() -> silent(List.of()));
    boolean sameName = PackageName.normalised(wheel.name()).equals(locked.name());
    boolean sameVersion =
        locked
            .version()
            .filter(version -> !ReleaseVersion.same(version, wheel.version()))
            .isEmpty();
    if (!sameName || !sameVersion) {
      throw BuildFailure.input(
              "Cannot use what `%s` builds: it is `%s`, not what was locked"
                  .formatted(label(), fileName))
          .withHint("Lock again; a version that changes with each build cannot be locked");
    }
    return fileName;
  }

  /** Why an editable project becomes an ordinary package. */
  String notEditable() {
    return ("`%s` is not installed as editable: it has compiled modules, and the repository's files"
            + " in the image are the ones that you wrote")
        .formatted(label());
  }

  private BuildFailure failure(String why, List<String> lines) {
    return detailed(BuildFailure.input("Cannot build %s: %s".formatted(subject(), why)), lines);
  }

  private static BuildFailure detailed(BuildFailure failure, List<String> lines) {
    List<String> said = lines.stream().filter(line -> !MARKS.matcher(line).matches()).toList();
    return failure.withDetails(
        said.subList(Math.max(0, said.size() - LINES), said.size()).stream()
            .map(line -> Redacted.text(line.stripTrailing()))
            .map(text -> text.length() <= LINE_LENGTH ? text : text.substring(0, LINE_LENGTH) + "…")
            .toList());
  }
}
