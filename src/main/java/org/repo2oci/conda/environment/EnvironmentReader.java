package org.repo2oci.conda.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.conda.spec.MatchSpec;
import org.repo2oci.conda.spec.SpecException;
import org.repo2oci.pypi.spec.FileProblems;
import org.repo2oci.pypi.spec.SourceLine;

/** Reads one {@code environment.yml}. */
final class EnvironmentReader {
  /** Far more than people list; a list of aliases could hold any number. */
  private static final int MOST = 10_000;

  private static final String NO_DEFAULTS = "nodefaults";
  private static final Pattern SELECTOR = Pattern.compile("sel\\((.*)\\)");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern PACKAGE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
  private static final Set<String> KNOWN =
      Set.of("name", "prefix", "channels", "dependencies", "variables", "platforms", "category");
  private static final String DEPENDENCY_HINT =
      "A dependency is written `- numpy`, `- numpy=2.1` or `- numpy>=2,<3`";

  private final byte[] content;
  private final String path;
  private final List<String> lines;
  private final List<SpecLine> channels = new ArrayList<>();
  private final List<SpecLine> specs = new ArrayList<>();
  private final List<SpecLine> pip = new ArrayList<>();
  private final SortedMap<String, String> variables = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();
  private final FileProblems problems = new FileProblems("Cannot read");
  private boolean withoutDefaults;

  EnvironmentReader(byte[] content, String path) {
    this.content = content;
    this.path = path;
    this.lines = YamlText.decoded(content, path).lines().toList();
  }

  EnvironmentFile read() {
    Optional<YamlTree> document = YamlText.parse(content, path);
    if (document.isPresent()) {
      if (!(document.get() instanceof YamlTree.Mapping top)) {
        throw YamlText.failure(
                path,
                document.get().line(),
                "it is %s, not keys and values".formatted(document.get().what()))
            .withHint("Put the packages below a key `dependencies:`");
      }
      top.entries().forEach(this::key);
    }
    problems.failOnAny();
    return new EnvironmentFile(path, channels, withoutDefaults, specs, pip, variables, notes);
  }

  private void key(YamlTree.Entry entry) {
    switch (entry.key()) {
      case "channels" -> channels(entry);
      case "dependencies" -> dependencies(entry);
      case "variables" -> variables(entry);
      case "name" -> note(entry.line(), "`name` has no effect: an image has one environment");
      case "prefix" ->
          note(entry.line(), "`prefix` has no effect: the environment's place is always the same");
      case "platforms", "category" ->
          note(entry.line(), "`%s` has no effect: conda-lock reads it".formatted(entry.key()));
      default ->
          note(
              entry.line(),
              "`%s` has no effect: it is not a key of an environment file%s"
                  .formatted(entry.key(), near(entry.key())));
    }
  }

  private static String near(String key) {
    return KNOWN.stream()
        .filter(known -> known.startsWith(key) || key.startsWith(known.substring(0, 4)))
        .findFirst()
        .map(known -> "; `%s` is".formatted(known))
        .orElse("");
  }

  private void note(int line, String text) {
    notes.add("%s: %s".formatted(new SourceLine(path, line), text));
  }

  private void channels(YamlTree.Entry entry) {
    for (YamlTree item : items(entry, "channels")) {
      scalar(item, "a channel is a name or a URL, not %s", "Write for example `- conda-forge`")
          .ifPresent(channel -> {
            if (channel.text().equals(NO_DEFAULTS)) {
              withoutDefaults = true;
            } else {
              channels.add(channel);
            }
          });
    }
  }

  /** The items of a list; a single text is a list of one, and nothing is none. */
  private List<YamlTree> items(YamlTree.Entry entry, String what) {
    return switch (entry.value()) {
      case YamlTree.Sequence sequence -> limited(sequence, what);
      case YamlTree.Scalar scalar when scalar.isNothing() -> List.of();
      case YamlTree.Scalar scalar when !what.equals("dependencies") -> List.of(scalar);
      case YamlTree.Scalar scalar -> notAList(what, scalar);
      case YamlTree.Mapping mapping -> notAList(what, mapping);
    };
  }

  private List<YamlTree> notAList(String what, YamlTree found) {
    problems.add(
        new SourceLine(path, found.line()),
        "`%s` is %s, not a list".formatted(what, found.what()),
        "Begin each line below `%s:` with `- `".formatted(what));
    return List.of();
  }

  private List<YamlTree> limited(YamlTree.Sequence sequence, String what) {
    if (sequence.items().size() + specs.size() + pip.size() > MOST) {
      throw YamlText.failure(
              path, sequence.line(), "`%s` has more than %d items".formatted(what, MOST))
          .withHint("Name fewer");
    }
    return sequence.items();
  }

  private void dependencies(YamlTree.Entry entry) {
    for (YamlTree item : items(entry, "dependencies")) {
      switch (item) {
        case YamlTree.Scalar scalar when scalar.isNothing() ->
            note(scalar.line(), "an empty item has no effect");
        case YamlTree.Scalar scalar ->
            scalar(scalar, "a dependency is a package, not %s", DEPENDENCY_HINT)
                .ifPresent(spec -> addSpec(spec));
        case YamlTree.Mapping mapping -> mapping.entries().forEach(this::section);
        case YamlTree.Sequence sequence ->
            problems.add(
                new SourceLine(path, sequence.line()),
                "a list is inside the list of dependencies",
                DEPENDENCY_HINT);
      }
    }
  }

  /** A dependency with a key: {@code pip:}, or a selector. */
  private void section(YamlTree.Entry entry) {
    Matcher selector = SELECTOR.matcher(entry.key());
    if (entry.key().equals("pip")) {
      pip(entry);
    } else if (selector.matches()) {
      selected(entry, selector.group(1));
    } else {
      String hint =
          entry.value() instanceof YamlTree.Scalar value
                  && PACKAGE.matcher(entry.key()).matches()
                  && !value.isNothing()
              ? "Write `- %s=%s`".formatted(entry.key(), value.text())
              : "Besides packages, the list may hold `- pip:` with a list below";
      problems.add(
          new SourceLine(path, entry.line()),
          "`%s:` is not a kind of dependency".formatted(entry.key()),
          hint);
    }
  }

  private void pip(YamlTree.Entry entry) {
    if (entry.value() instanceof YamlTree.Mapping mapping) {
      notAList("pip", mapping);
      return;
    }
    for (YamlTree item : items(entry, "pip")) {
      if (!item.isNothing()) {
        scalar(item, "a line for pip is a text, not %s", "Write for example `- numpy==2.1.0`")
            .ifPresent(line -> add(line, pip));
      }
    }
  }

  private void selected(YamlTree.Entry entry, String expression) {
    Optional<Boolean> allowed = PlatformSelector.allows(expression);
    if (allowed.isEmpty()) {
      problems.add(
          new SourceLine(path, entry.line()),
          "`sel(%s)` names no platform".formatted(expression),
          "The platforms are `linux`, `unix`, `osx` and `win`");
      return;
    }
    for (YamlTree item : items(entry, entry.key())) {
      scalar(item, "a dependency is a package, not %s", DEPENDENCY_HINT)
          .ifPresent(spec -> {
            if (allowed.get()) {
              addSpec(spec);
            } else {
              note(spec.line(), "`%s` is for another platform".formatted(spec.text()));
            }
          });
    }
  }

  private void addSpec(SpecLine spec) {
    try {
      MatchSpec.parse(spec.text());
      add(spec, specs);
    } catch (SpecException e) {
      problems.add(spec.origin(), e.message(), e.hint().orElse(DEPENDENCY_HINT));
    }
  }

  private void add(SpecLine spec, List<SpecLine> to) {
    String written = spec.line() <= lines.size() ? lines.get(spec.line() - 1) : "";
    Optional<String> selector = PlatformSelector.excludes(written);
    if (selector.isPresent()) {
      note(
          spec.line(), "`%s` is left out: it is for `[%s]`".formatted(spec.text(), selector.get()));
    } else {
      to.add(spec);
    }
  }

  private Optional<SpecLine> scalar(YamlTree node, String refusal, String hint) {
    SourceLine here = new SourceLine(path, node.line());
    boolean isText =
        node instanceof YamlTree.Scalar scalar
            && scalar.form() == YamlTree.Form.TEXT
            && !scalar.text().isBlank();
    if (!isText) {
      String what =
          node instanceof YamlTree.Scalar scalar && !scalar.text().isBlank()
              ? "%s `%s`".formatted(scalar.what(), scalar.text())
              : node.what();
      problems.add(here, refusal.formatted(what), hint);
      return Optional.empty();
    }
    String text = ((YamlTree.Scalar) node).text().strip();
    if (text.chars().anyMatch(Character::isISOControl)) {
      problems.add(
          here,
          "`%s` goes over more than one line".formatted(text.lines().findFirst().orElse("")),
          hint);
      return Optional.empty();
    }
    return Optional.of(new SpecLine(text, path, node.line()));
  }

  private void variables(YamlTree.Entry entry) {
    switch (entry.value()) {
      case YamlTree.Mapping mapping -> mapping.entries().forEach(this::variable);
      case YamlTree.Scalar scalar when scalar.isNothing() -> {}
      case YamlTree.Scalar other -> notVariables(other);
      case YamlTree.Sequence other -> notVariables(other);
    }
  }

  private void notVariables(YamlTree found) {
    problems.add(
        new SourceLine(path, found.line()),
        "`variables` is %s, not keys and values".formatted(found.what()),
        "Write for example `MY_NAME: value`");
  }

  private void variable(YamlTree.Entry entry) {
    if (VARIABLE.matcher(entry.key()).matches()
        && entry.value() instanceof YamlTree.Scalar scalar
        && scalar.text().indexOf('\0') < 0) {
      variables.put(entry.key(), scalar.isNothing() ? "" : scalar.text());
    } else {
      problems.add(
          new SourceLine(path, entry.line()),
          "`%s` is not a variable with a value".formatted(entry.key()),
          "Write for example `MY_NAME: value`");
    }
  }
}
