package org.repo2oci.lock;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.repo2oci.image.Digest;

/** The fields of one object of a lock file; what is wrong is said with its place in the file. */
final class Fields {
  private final JsonNode node;
  private final String place;

  Fields(JsonNode node, String place) {
    this.node = node;
    this.place = place;
    if (!node.isObject()) {
      throw new LockFormatException("`%s` is no object".formatted(place));
    }
  }

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  String text(String name) {
    JsonNode value = value(name);
    if (!value.isTextual()) {
      throw new LockFormatException("`%s` is no text".formatted(at(name)));
    }
    return value.textValue();
  }

  Optional<String> optionalText(String name) {
    return has(name) ? Optional.of(text(name)) : Optional.empty();
  }

  long number(String name) {
    JsonNode value = value(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new LockFormatException("`%s` is no whole number".formatted(at(name)));
    }
    return value.longValue();
  }

  boolean flag(String name) {
    if (!has(name)) {
      return false;
    }
    JsonNode value = value(name);
    if (!value.isBoolean()) {
      throw new LockFormatException("`%s` is neither true nor false".formatted(at(name)));
    }
    return value.booleanValue();
  }

  /** A text that becomes a value; what the value's own check says is passed on. */
  <T> T parsed(String name, Function<String, T> parser) {
    String text = text(name);
    try {
      return parser.apply(text);
    } catch (RuntimeException e) {
      throw new LockFormatException("`%s`: %s".formatted(at(name), e.getMessage()));
    }
  }

  Digest digest(String name) {
    return parsed(name, Digest::parse);
  }

  Fields object(String name) {
    return new Fields(value(name), at(name));
  }

  /** The objects of an array. */
  <T> List<T> list(String name, Function<Fields, T> each) {
    List<T> items = new ArrayList<>();
    JsonNode array = array(name);
    for (int i = 0; i < array.size(); i++) {
      Fields item = new Fields(array.get(i), "%s[%d]".formatted(at(name), i));
      try {
        items.add(each.apply(item));
      } catch (IllegalArgumentException e) {
        throw new LockFormatException("`%s`: %s".formatted(item.place, e.getMessage()));
      }
    }
    return items;
  }

  SortedSet<String> names(String name) {
    return new TreeSet<>(texts(name));
  }

  /** The texts of an array in their order; none where there is no such field. */
  List<String> optionalTexts(String name) {
    return has(name) ? texts(name) : List.of();
  }

  private List<String> texts(String name) {
    List<String> names = new ArrayList<>();
    for (JsonNode item : array(name)) {
      if (!item.isTextual()) {
        throw new LockFormatException("`%s` holds something else than texts".formatted(at(name)));
      }
      names.add(item.textValue());
    }
    return names;
  }

  /** An object whose values are all read in one way, by the field's name. */
  <T> SortedMap<String, T> map(String name, Function<String, T> each) {
    SortedMap<String, T> values = new TreeMap<>();
    Iterator<String> keys = value(name).fieldNames();
    while (keys.hasNext()) {
      String key = keys.next();
      values.put(key, each.apply(key));
    }
    return values;
  }

  private JsonNode array(String name) {
    JsonNode value = value(name);
    if (!value.isArray()) {
      throw new LockFormatException("`%s` is no list".formatted(at(name)));
    }
    return value;
  }

  private JsonNode value(String name) {
    if (!has(name)) {
      throw new LockFormatException("`%s` is missing".formatted(at(name)));
    }
    return node.get(name);
  }

  private String at(String name) {
    return place.isEmpty() ? name : place + "." + name;
  }
}
