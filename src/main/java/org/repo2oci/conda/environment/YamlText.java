package org.repo2oci.conda.environment;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.spec.SourceLine;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads one YAML document of a user's file, with its lines; no object is ever made of a tag. */
final class YamlText {
  private static final int DEEPEST = 50;
  private static final String FORM_HINT =
      "YAML wants blanks, not tabs, in front of a key, and `- ` before each item of a list";

  private final String file;
  private final Iterator<Event> events;
  private final Resolver resolver = new Resolver();
  private final Map<String, YamlTree> anchors = new HashMap<>();

  private YamlText(String file, Iterator<Event> events) {
    this.file = file;
    this.events = events;
  }

  /**
   * The document; absent where the file says nothing.
   *
   * @param file for messages
   * @throws BuildFailure with line and column
   */
  static Optional<YamlTree> parse(byte[] content, String file) {
    LoaderOptions limits = new LoaderOptions();
    limits.setCodePointLimit(Math.max(1, content.length));
    String text = decoded(content, file);
    try {
      return new YamlText(file, new Yaml(limits).parse(new StringReader(text)).iterator())
          .document();
    } catch (YAMLException e) {
      throw invalid(file, e);
    }
  }

  static String decoded(byte[] content, String file) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw BuildFailure.input("Cannot read `%s`: it is not UTF-8".formatted(file))
          .withHint("Save it as UTF-8")
          .withCause(e);
    }
  }

  private Optional<YamlTree> document() {
    Optional<YamlTree> top = Optional.empty();
    boolean begun = false;
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof DocumentStartEvent && begun) {
        throw failure(file, line(event), "a second document begins, and there can be one only")
            .withHint("Remove the `---` and what follows");
      }
      if (event instanceof DocumentStartEvent) {
        begun = true;
        top = Optional.of(node(events.next(), 0)).filter(found -> !found.isNothing());
      }
    }
    return top;
  }

  private YamlTree node(Event event, int depth) {
    int line = line(event);
    if (depth > DEEPEST) {
      throw failure(file, line, "it is nested too deeply").withHint(FORM_HINT);
    }
    YamlTree read =
        switch (event) {
          case AliasEvent alias -> aliased(alias, line);
          case ScalarEvent scalar -> new YamlTree.Scalar(scalar.getValue(), form(scalar), line);
          case SequenceStartEvent _ -> sequence(depth, line);
          case MappingStartEvent _ -> mapping(depth, line);
          default -> throw new IllegalStateException("no node begins with " + event);
        };
    if (event instanceof NodeEvent anchored
        && anchored.getAnchor() != null
        && !(event instanceof AliasEvent)) {
      anchors.put(anchored.getAnchor(), read);
    }
    return read;
  }

  private YamlTree aliased(AliasEvent alias, int line) {
    YamlTree named = anchors.get(alias.getAnchor());
    if (named == null) {
      throw failure(file, line, "the alias `*%s` names no anchor".formatted(alias.getAnchor()))
          .withHint("A text that begins with `*` or `&` must stand in quotes");
    }
    return named;
  }

  private YamlTree.Form form(ScalarEvent scalar) {
    Tag tag =
        resolver.resolve(
            NodeId.scalar, scalar.getValue(), scalar.getImplicit().canOmitTagInPlainScalar());
    if (tag.equals(Tag.NULL) || scalar.getValue().isEmpty()) {
      return YamlTree.Form.NOTHING;
    }
    if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      return YamlTree.Form.NUMBER;
    }
    return tag.equals(Tag.BOOL) ? YamlTree.Form.BOOLEAN : YamlTree.Form.TEXT;
  }

  private YamlTree sequence(int depth, int line) {
    List<YamlTree> items = new ArrayList<>();
    for (Event event = events.next(); !event.is(Event.ID.SequenceEnd); event = events.next()) {
      items.add(node(event, depth + 1));
    }
    return new YamlTree.Sequence(items, line);
  }

  private YamlTree mapping(int depth, int line) {
    List<YamlTree.Entry> entries = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (Event event = events.next(); !event.is(Event.ID.MappingEnd); event = events.next()) {
      YamlTree key = node(event, depth + 1);
      if (!(key instanceof YamlTree.Scalar name)) {
        throw failure(file, line(event), "a key is %s".formatted(key.what()))
            .withHint("A key is a single word");
      }
      if (!keys.add(name.text())) {
        throw failure(file, line(event), "`%s` is there twice".formatted(name.text()))
            .withHint("Join the two");
      }
      entries.add(new YamlTree.Entry(name.text(), line(event), node(events.next(), depth + 1)));
    }
    return new YamlTree.Mapping(entries, line);
  }

  private static int line(Event event) {
    return event.getStartMark().getLine() + 1;
  }

  private static BuildFailure invalid(String file, YAMLException e) {
    @Nullable Mark mark = e instanceof MarkedYAMLException marked ? marked.getProblemMark() : null;
    String why = e instanceof MarkedYAMLException marked ? marked.getProblem() : e.getMessage();
    String where =
        mark == null
            ? ""
            : " at line %d, column %d".formatted(mark.getLine() + 1, mark.getColumn() + 1);
    return BuildFailure.input("Cannot read `%s`%s: it is not valid YAML".formatted(file, where))
        .withDetail(String.valueOf(why).lines().findFirst().orElse(""))
        .withHint(FORM_HINT);
  }

  static BuildFailure failure(String file, int line, String reason) {
    return BuildFailure.input("Cannot read %s: %s".formatted(new SourceLine(file, line), reason));
  }
}
