package org.repo2oci.conda.environment;

import java.util.List;
import java.util.Optional;

/**
 * A YAML document of the user's: scalars keep the text and what it would be in YAML, everything
 * keeps its line. An alias is the very node that it names, so a small file stays a small tree.
 */
sealed interface YamlTree {
  int line();

  /** What it is, in words for a message. */
  String what();

  /** What a scalar is by its form (YAML 1.1, "core" tags); one in quotes is a text. */
  enum Form {
    TEXT("a text"),
    NUMBER("a number"),
    BOOLEAN("a truth value"),
    NOTHING("nothing");

    private final String words;

    Form(String words) {
      this.words = words;
    }
  }

  /** A single value; {@code text} is as written, for any form. */
  record Scalar(String text, Form form, int line) implements YamlTree {
    @Override
    public String what() {
      return form.words;
    }
  }

  /** A list. */
  record Sequence(List<YamlTree> items, int line) implements YamlTree {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String what() {
      return "a list";
    }
  }

  /** A key, its own line, and its value. */
  record Entry(String key, int line, YamlTree value) {}

  /** Keys with values, in their order, none twice. */
  record Mapping(List<Entry> entries, int line) implements YamlTree {
    public Mapping {
      entries = List.copyOf(entries);
    }

    Optional<Entry> entry(String key) {
      return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
    }

    Optional<YamlTree> value(String key) {
      return entry(key).map(Entry::value).filter(value -> !value.isNothing());
    }

    /** The text of a scalar; empty where there is none. */
    String text(String key) {
      return value(key).orElse(null) instanceof Scalar scalar ? scalar.text().strip() : "";
    }

    @Override
    public String what() {
      return "keys and values";
    }
  }

  /** An empty value. */
  default boolean isNothing() {
    return this instanceof Scalar scalar && scalar.form() == Form.NOTHING;
  }
}
