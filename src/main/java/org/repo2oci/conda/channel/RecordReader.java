package org.repo2oci.conda.channel;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.conda.PackageRecord;

/** Makes records of an index's bytes. */
final class RecordReader {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          // Every record is under a name of its own, which nobody will see again.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(64).build())
          .build();

  private final String subdir;
  private final String base;
  private final TextPool pool;

  /**
   * A reader.
   *
   * @param subdir of the index; a record may leave it out
   * @param base the URL that archives are under, with a slash at its end
   */
  RecordReader(String subdir, String base, TextPool pool) {
    this.subdir = subdir;
    this.base = base;
    this.pool = pool;
  }

  Batch batch(String name) {
    return new Batch(name);
  }

  /** The records of one name; a package in two forms is there once. */
  final class Batch {
    private final String name;
    private final Map<String, IndexRecord> byStem = new LinkedHashMap<>();

    Batch(String name) {
      this.name = name;
    }

    List<IndexRecord> records() {
      return List.copyOf(byStem.values());
    }

    /** Rows of {@code {"key": {…}}}. */
    void json(Section section, byte[] bytes, int from, int length) throws IOException {
      try (JsonParser parser = JSON.createParser(bytes, from, length)) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          String key = parser.nextFieldName();
          parser.nextToken();
          RecordFields fields = fields(parser);
          if (key == null || parser.nextToken() != JsonToken.END_OBJECT) {
            throw new IndexSyntaxException("a record of `%s` does not end".formatted(name));
          }
          add(section, key, fields);
        }
      } catch (JacksonException e) {
        throw new IndexSyntaxException(
            "a record of `%s` is no JSON: %s".formatted(name, e.getOriginalMessage()));
      }
    }

    void add(Section section, String key, RecordFields fields) {
      String fileName = section.fileName(key);
      Optional<PackageRecord> read = fields.record(fileName, subdir);
      if (read.filter(record -> record.name().equals(name)).isEmpty()) {
        // Not understood, or filed under another name: nobody can ask for it.
        return;
      }
      IndexRecord record = new IndexRecord(read.get(), base + fileName);
      String stem = FileNames.stem(fileName);
      if (section.isPreferred()) {
        byStem.put(stem, record);
      } else {
        byStem.putIfAbsent(stem, record);
      }
    }
  }

  private RecordFields fields(JsonParser parser) throws IOException {
    RecordFields fields = new RecordFields(pool);
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return fields;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      if (RecordFields.isWanted(key)) {
        value(parser, value, key, fields);
      } else {
        parser.skipChildren();
      }
    }
    return fields;
  }

  private static void value(JsonParser parser, JsonToken value, String key, RecordFields fields)
      throws IOException {
    switch (value) {
      case VALUE_STRING -> fields.text(key, parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> fields.number(key, parser.getValueAsLong());
      case VALUE_TRUE -> fields.text(key, "true");
      case START_ARRAY -> fields.list(key, list(parser));
      case START_OBJECT -> fields.groups(key, groups(parser));
      default -> {
        // null, or false, is as if it were not there
      }
    }
  }

  private static List<String> list(JsonParser parser) throws IOException {
    List<String> list = new ArrayList<>();
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      if (t == null) {
        throw new IndexSyntaxException("a list does not end");
      }
      if (t == JsonToken.VALUE_STRING) {
        list.add(parser.getText());
      } else {
        parser.skipChildren();
      }
    }
    return list;
  }

  private static Map<String, List<String>> groups(JsonParser parser) throws IOException {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String group = parser.currentName();
      if (parser.nextToken() == JsonToken.START_ARRAY) {
        groups.put(group, list(parser));
      } else {
        parser.skipChildren();
      }
    }
    return groups;
  }
}
