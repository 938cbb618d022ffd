package org.repo2oci.buildpack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Platform;
import org.repo2oci.repository.Checkout;
import org.repo2oci.repository.SourceFolder;

/** Decides which buildpacks take part, by the files that a repository has. */
public final class Detector {
  /** How the kinds of lock files end. */
  private static final String LOCK = "-lock";

  private final Buildpacks buildpacks;
  private final Facts facts;
  private final PythonChoice python;
  private final String basePython;

  private Detector(
      Buildpacks buildpacks, SourceFolder source, Platform platform, String basePython) {
    this.buildpacks = buildpacks;
    this.facts = new Facts(source, platform);
    this.python = new PythonChoice(facts, basePython);
    this.basePython = basePython;
  }

  /**
   * The environment that a checkout asks for; every file that is used or ignored is told.
   *
   * @param platform of the image
   * @param basePython the {@code x.y} of the base's own Python
   * @throws BuildFailure naming every file that cannot be used yet, or is wrong
   */
  public static Environment detect(
      Checkout checkout,
      Buildpacks buildpacks,
      Platform platform,
      String basePython,
      EventSink events) {
    Decision decision = decide(buildpacks, checkout.source(), platform, basePython);
    Environment environment = decision.environment();
    environment
        .used()
        .forEach(file -> note(events, "Using `%s`: it %s".formatted(file.path(), file.reason())));
    environment
        .ignored()
        .forEach(file -> note(events, "Ignoring `%s`: %s".formatted(file.path(), file.reason())));
    decision.failOnProblems();
    environment
        .conda()
        .map(CondaFiles::notes)
        .orElse(List.of())
        .forEach(line -> note(events, line));
    return environment;
  }

  private static void note(EventSink events, String message) {
    events.accept(new BuildEvent.Noted(Stage.DETECT, message));
  }

  /** What is found, with what stands against building it. */
  static Decision decide(
      Buildpacks buildpacks, SourceFolder source, Platform platform, String basePython) {
    return new Detector(buildpacks, source, platform, basePython).decide(source);
  }

  private Decision decide(SourceFolder source) {
    Optional<Buildpack> found =
        buildpacks.all().stream()
            .filter(buildpack -> buildpack.role() == Buildpack.Role.ENVIRONMENT)
            .filter(this::isDecided)
            .findFirst();
    Buildpack chosen = found.orElseGet(buildpacks::fallback);
    List<Buildpack> active =
        buildpacks.all().stream().filter(buildpack -> takesPart(buildpack, chosen)).toList();
    Map<String, UsedFile> used = new LinkedHashMap<>();
    List<BuildFailure> problems = new ArrayList<>();
    chosenFirst(chosen, active)
        .forEach(buildpack -> {
          for (DetectRule rule : buildpack.detects()) {
            if (facts.holds(rule)) {
              use(buildpack, rule, used, problems);
            }
          }
        });
    Optional<CondaWish> conda = new CondaFiles(facts).wish(used.values());
    PythonChoice.Answer answer =
        conda
            .map(wish ->
                new PythonChoice.Answer(
                    CondaFiles.python(wish).orElse(basePython), Optional.of(wish)))
            .orElseGet(() -> python.answer(used.values(), problems));
    Environment environment =
        new Environment(
            source.root(),
            facts.binderFolder(),
            chosen.name(),
            found.isPresent(),
            List.copyOf(used.values()),
            ignored(chosen, active, used),
            answer.version(),
            answer.conda(),
            new RFiles(facts).wish(chosen, used.values(), answer.conda(), problems),
            active);
    return new Decision(environment, problems);
  }

  private static Stream<Buildpack> chosenFirst(Buildpack chosen, List<Buildpack> active) {
    return Stream.concat(
        Stream.of(chosen), active.stream().filter(buildpack -> !buildpack.equals(chosen)));
  }

  private boolean isDecided(Buildpack buildpack) {
    return buildpack.detects().stream().anyMatch(rule -> rule.decides() && facts.holds(rule));
  }

  private boolean takesPart(Buildpack buildpack, Buildpack chosen) {
    return buildpack.role() == Buildpack.Role.ALWAYS
        || buildpack.equals(chosen)
        || (chosen.with().contains(buildpack.name())
            && buildpack.detects().stream().anyMatch(facts::holds));
  }

  private void use(
      Buildpack buildpack,
      DetectRule rule,
      Map<String, UsedFile> used,
      List<BuildFailure> problems) {
    String path = facts.path(rule).orElseThrow();
    used.putIfAbsent(path, new UsedFile(path, rule.kind().orElse(buildpack.name()), rule.does()));
    rule.unsupported()
        .ifPresent(reason -> {
          BuildFailure problem = BuildFailure.input("Cannot use `%s`: %s".formatted(path, reason));
          problems.add(rule.hint().map(problem::withHint).orElse(problem));
        });
    if (rule.unsupported().isEmpty()) {
      if (rule.kind().filter(kind -> kind.endsWith(LOCK)).isPresent()) {
        facts.readLock(path);
      } else {
        facts.read(path);
      }
    }
  }

  private List<IgnoredFile> ignored(
      Buildpack chosen, List<Buildpack> active, Map<String, UsedFile> used) {
    List<IgnoredFile> ignored = new ArrayList<>();
    for (String path : knownPaths()) {
      if (!used.containsKey(path) && (facts.isFile(path) || facts.isFolder(path))) {
        ignored.add(new IgnoredFile(path, reason(path, chosen, active, used)));
      }
    }
    return ignored;
  }

  private Set<String> knownPaths() {
    Set<String> names = new LinkedHashSet<>();
    for (Buildpack buildpack : buildpacks.all()) {
      buildpack.detects().forEach(rule -> names.add(rule.file()));
      buildpack.ignores().forEach(rule -> names.add(rule.file()));
    }
    Set<String> paths = new LinkedHashSet<>();
    names.forEach(name -> paths.add(facts.inBinder(name)));
    paths.addAll(names);
    if (facts.binderFolder().isPresent()) {
      paths.add(".dockerignore");
      paths.add(".containerignore");
    }
    return paths;
  }

  private String reason(
      String path, Buildpack chosen, List<Buildpack> active, Map<String, UsedFile> used) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (facts.isFolder(path)) {
      return "it is a folder, not a file";
    }
    Optional<String> binder = facts.binderFolder();
    if (binder.isPresent() && !path.contains("/")) {
      return "only `%s/` is searched where there is one".formatted(binder.get());
    }
    return chosenFirst(chosen, active)
        .flatMap(buildpack -> buildpack.ignores().stream())
        .filter(rule -> rule.file().equals(name))
        .map(IgnoreRule::because)
        .findFirst()
        .or(() -> reasonOfRule(name, active))
        .orElseGet(() -> shadow(chosen, used));
  }

  /** Why a rule that could have used it does not. */
  private Optional<String> reasonOfRule(String name, List<Buildpack> active) {
    for (Buildpack buildpack : active) {
      for (DetectRule rule : buildpack.detects()) {
        if (!rule.file().equals(name)) {
          continue;
        }
        if (facts.path(rule).isEmpty()) {
          return Optional.of("it is read at the top of the repository only");
        }
        Optional<String> first = facts.superfluous(rule);
        if (first.isPresent()) {
          return Optional.of("`%s` comes first".formatted(first.get()));
        }
        if (!facts.hasCompany(rule)) {
          return Optional.of(
              "it is only read beside `%s`".formatted(String.join("` or `", rule.beside())));
        }
        Optional<String> lock = facts.lockFile();
        if (lock.isPresent() && rule.when().contains(DetectRule.Condition.NOT_LOCKED)) {
          return Optional.of("`%s` pins the Python packages".formatted(lock.get()));
        }
        if (name.equals("conda-linux-64.lock") || name.equals("conda-linux-aarch64.lock")) {
          return Optional.of("the image is for `%s`".formatted(facts.platform()));
        }
        if (name.equals(Facts.RUNTIME)) {
          return facts
              .runtime()
              .map(found -> "`%s` is neither Python nor R".formatted(found.name()));
        }
      }
    }
    return Optional.empty();
  }

  private static String shadow(Buildpack chosen, Map<String, UsedFile> used) {
    return used.values().stream()
        .findFirst()
        .map(file ->
            "`%s` decides, and the buildpack `%s` does not read it"
                .formatted(file.path(), chosen.name()))
        .orElse("no buildpack that takes part reads it");
  }

  /** An environment and what stands against building it. */
  record Decision(Environment environment, List<BuildFailure> problems) {
    private static final int MOST = 20;

    Decision {
      problems = List.copyOf(problems);
    }

    void failOnProblems() {
      if (problems.isEmpty()) {
        return;
      }
      BuildFailure failure = problems.getFirst();
      Set<String> hints = new LinkedHashSet<>(failure.hints());
      for (BuildFailure other : problems.stream().skip(1).limit(MOST).toList()) {
        failure = failure.withDetail(other.message());
        for (String hint : other.hints()) {
          if (hints.add(hint)) {
            failure = failure.withHint(hint);
          }
        }
      }
      throw failure;
    }
  }
}
