package org.repo2oci.pypi.resolve;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.spec.PackageName;
import org.repo2oci.pypi.spec.Requirement;
import org.repo2oci.pypi.spec.Requirements;
import org.repo2oci.pypi.spec.SourceLine;

/** Turns what uv said into a failure that names the line that the user wrote. */
final class UvFailures {
  private static final int REASON_LINES = 8;
  private static final int LINE_LENGTH = 400;

  /** {@code in `requirements.txt` at position 6}, counted from 0. */
  private static final Pattern POSITION = Pattern.compile("in `([^`]+)` at position (\\d+)");

  /** {@code requirements.txt:1:5}. */
  private static final Pattern LINE_COLUMN = Pattern.compile("(\\S+\\.txt):(\\d+):(\\d+)");

  private static final Pattern REQUIRED =
      Pattern.compile("(?:you require|and(?! you require)) ([A-Za-z0-9][A-Za-z0-9._-]*)");
  private static final Pattern ANY_NAME =
      Pattern.compile("(?<![A-Za-z0-9._/-])[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?");
  private static final Pattern ABSENT =
      Pattern.compile("([A-Za-z0-9._-]+) was not found in the (?:package registry|provided)");
  private static final Pattern NO_VERSION =
      Pattern.compile("(?:there is no version of|no versions of|only .* available:?) ?([^ ,]+)");
  private static final Pattern ONLY =
      Pattern.compile(
          "only ([A-Za-z0-9][A-Za-z0-9._-]*?)(?:\\[[^]]*\\])?[<>=!]+\\S+ (?:is|are) available");
  private static final Pattern NO_WHEEL =
      Pattern.compile("([A-Za-z0-9._-]+)\\S* has no (?:usable )?wheels");
  private static final Pattern BUILD =
      Pattern.compile("Failed to (?:download and )?build `([A-Za-z0-9._-]+)[^`]*`");

  /** What uv says of a project whose line has no name: not which one it is. */
  private static final String NAMELESS_BUILD = "The build backend returned an error";

  private final ResolveRequest request;
  private final Requirements user;
  private final ServerSet server;
  private final Workspace workspace;
  private final PythonTarget target;

  UvFailures(ResolveRequest request, Workspace workspace) {
    this.request = request;
    this.user = request.user();
    this.server = request.server();
    this.workspace = workspace;
    this.target = request.target();
  }

  BuildFailure failure(UvReport report) throws IOException {
    String text = report.text();
    Optional<SourceLine> exact = exactLine(report);
    List<Requirement> blamed = exact.isPresent() ? List.of() : blamed(report);
    Optional<SourceLine> at = exact.or(() -> blamed.stream().findFirst().map(Requirement::origin));
    if (isNetwork(text)) {
      return finished(
          BuildFailure.environment(
              "Cannot resolve %s: the package index failed".formatted(place(at))),
          report,
          "Check the network and the index settings of pip and uv on this machine, and try again");
    }
    Cause cause = cause(report, exact.isPresent(), blamed);
    BuildFailure failure =
        BuildFailure.input("Cannot resolve %s: %s".formatted(place(at), cause.why()));
    for (Requirement other : blamed.subList(Math.min(1, blamed.size()), blamed.size())) {
      failure = failure.withDetail("%s asks for `%s`".formatted(other.origin(), label(other)));
    }
    return finished(failure, report, cause.hint());
  }

  /** Why in a few words, and what to do. */
  private record Cause(String why, String hint) {}

  private Cause cause(UvReport report, boolean badLine, List<Requirement> blamed) {
    String text = report.text();
    if (badLine) {
      return new Cause(
          report.causes().isEmpty()
              ? report.headline()
              : report.causes().getFirst().lines().findFirst().orElse(""),
          "A requirement is written `name`, `name==1.2` or `name>=1.2,<2`");
    }
    if (report.headline().equals(NAMELESS_BUILD)) {
      return new Cause(
          blamed.size() == 1
              ? "`%s` has to be built, and its build failed".formatted(label(blamed.getFirst()))
              : "one of these has to be built, and its build failed",
          "See what its build needs; it sees what its `build-system.requires` lists, and no more");
    }
    Matcher build = BUILD.matcher(report.headline());
    if (build.find()) {
      return new Cause(
          "`%s` has to be built, and its build failed".formatted(build.group(1)),
          "Ask for a version that has a wheel for Python %s, or see what its build needs"
              .formatted(target.version()));
    }
    Matcher absent = ABSENT.matcher(text);
    if (absent.find()) {
      return new Cause(
          "the index has no package `%s`".formatted(absent.group(1)),
          "Check the spelling; a package of another index needs `--extra-index-url`");
    }
    Matcher wheel = NO_WHEEL.matcher(text);
    if (wheel.find()) {
      return new Cause(
          "`%s` has no wheel for Python %s on %s"
              .formatted(
                  wheel.group(1).replaceFirst("==.*", ""), target.version(), target.platform()),
          "Ask for a newer version, or for a Python that it has wheels for");
    }
    Optional<InstalledDistribution> installed = contradicted(text);
    if (installed.isPresent()) {
      return new Cause(
          "`%s` is installed below, and that version does not fit".formatted(installed.get()),
          "Ask for another `%s` where it is listed, or loosen what needs it"
              .formatted(installed.get().name()));
    }
    Set<String> servers = serverNames(text);
    if (!servers.isEmpty() && !blamed.isEmpty()) {
      return new Cause(
          "it conflicts with the Jupyter server of every image (`%s`)"
              .formatted(String.join("`, `", servers)),
          "Loosen `%s`, or leave it out where only the server uses it"
              .formatted(label(blamed.getFirst())));
    }
    Matcher version = NO_VERSION.matcher(text);
    if (version.find()) {
      return new Cause(
          "no version fits `%s`".formatted(version.group(1)),
          "Ask for a version that the index has");
    }
    return new Cause(
        blamed.isEmpty() ? report.headline() : "the requirements contradict each other",
        "Loosen one of the requirements that the reason names");
  }

  /** What uv calls the only one that is available. */
  private Optional<InstalledDistribution> contradicted(String text) {
    Set<String> only = names(ONLY, text);
    return request.installed().stream().filter(one -> only.contains(one.name())).findFirst();
  }

  static boolean isNetwork(String text) {
    return text.contains("Request failed after")
        || text.contains("error sending request")
        || text.contains("HTTP status server error")
        || text.contains("HTTP status client error (401")
        || text.contains("HTTP status client error (403")
        || text.contains("HTTP status client error (407")
        || text.contains("HTTP status client error (429");
  }

  private Optional<SourceLine> exactLine(UvReport report) throws IOException {
    Matcher position = POSITION.matcher(report.headline());
    if (position.find()) {
      return workspace.originAt(name(position.group(1)), Integer.parseInt(position.group(2)));
    }
    Matcher column = LINE_COLUMN.matcher(report.headline());
    return column.find()
        ? workspace.origin(name(column.group(1)), Integer.parseInt(column.group(2)))
        : Optional.empty();
  }

  private static String name(String file) {
    return file.substring(file.lastIndexOf('/') + 1);
  }

  /** The user's requirements that are at fault; what a build wrote is never asked for names. */
  private List<Requirement> blamed(UvReport report) {
    if (report.headline().equals(NAMELESS_BUILD)) {
      return user.requirements().stream().filter(r -> r.name().isEmpty()).toList();
    }
    Matcher build = BUILD.matcher(report.headline());
    if (build.find()) {
      List<Requirement> named = matching(Set.of(PackageName.normalised(build.group(1))));
      return named.isEmpty() ? matching(names(ANY_NAME, String.join("\n", report.hints()))) : named;
    }
    return blamed(report.text());
  }

  /** The user's requirements that the text names: those that it says are required come first. */
  private List<Requirement> blamed(String text) {
    Set<String> required = names(REQUIRED, text);
    List<Requirement> found = new ArrayList<>(matching(required));
    if (found.isEmpty()) {
      found.addAll(matching(names(ANY_NAME, text)));
    }
    for (Requirement requirement : user.requirements()) {
      if (requirement instanceof Requirement.Archive archive && text.contains(archive.url())) {
        found.add(requirement);
      }
      if (requirement instanceof Requirement.Local local
          && !found.contains(requirement)
          && text.contains(
              workspace.inside()
                  + "/"
                  + Workspace.REPOSITORY
                  + (local.path().isEmpty() ? "`" : "/" + local.path()))) {
        found.add(requirement);
      }
    }
    return found.stream()
        .distinct()
        .sorted(
            Comparator.comparing((Requirement r) -> r.origin().file())
                .thenComparingInt(r -> r.origin().line()))
        .toList();
  }

  private List<Requirement> matching(Set<String> names) {
    return java.util.stream.Stream.concat(user.requirements().stream(), user.constraints().stream())
        .filter(requirement -> requirement.name().filter(names::contains).isPresent())
        .toList();
  }

  private static Set<String> names(Pattern pattern, String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      String found = matcher.group(matcher.groupCount()).replaceFirst("[._-]+$", "");
      if (!found.isEmpty()) {
        names.add(PackageName.normalised(found));
      }
    }
    return names;
  }

  /** The server's own requirements that take part in a contradiction. */
  private Set<String> serverNames(String text) {
    Set<String> named = names(REQUIRED, text);
    named.removeIf(
        name -> !server.names(name) || user.named(name).anyMatch(r -> !touches(name, text)));
    return named;
  }

  /** Whether the server's own lower bound of a package is part of the reason. */
  private boolean touches(String name, String text) {
    return server.requirements().stream()
        .filter(line -> PackageName.normalised(line.split("[^A-Za-z0-9._-]", 2)[0]).equals(name))
        .anyMatch(text::contains);
  }

  private static String label(Requirement requirement) {
    return switch (requirement) {
      case Requirement.FromIndex named -> named.plainName() + named.versions();
      case Requirement.Archive archive -> archive.name().orElseGet(archive::url);
      case Requirement.Git git -> git.name().orElseGet(git::url);
      case Requirement.Local local -> local.path().isEmpty() ? "." : local.path();
    };
  }

  private String place(Optional<SourceLine> at) {
    return at.map(SourceLine::toString)
        .orElseGet(() ->
            user.files().isEmpty()
                ? "the server's packages"
                : "`%s`".formatted(user.files().getFirst().name()));
  }

  private BuildFailure finished(BuildFailure failure, UvReport report, String hint) {
    List<String> reason = new ArrayList<>();
    if (report.causes().isEmpty()) {
      reason.add(report.headline());
    }
    report.causes().forEach(cause -> reason.addAll(cause.lines().toList()));
    BuildFailure full = failure;
    List<String> shown =
        reason.stream().map(this::shortened).filter(line -> !line.isBlank()).toList();
    int from = Math.max(0, shown.size() - REASON_LINES);
    // The end of a build's output says more than its start; of a contradiction all is short.
    full = full.withDetails(shown.subList(from, shown.size())).withHint(hint);
    for (String more : report.hints()) {
      full = full.withHint(shortened(more));
    }
    return full;
  }

  private String shortened(String line) {
    String text = line.strip().replace(workspace.inside() + "/" + Workspace.REPOSITORY + "/", "");
    return text.length() <= LINE_LENGTH ? text : text.substring(0, LINE_LENGTH) + "…";
  }
}
