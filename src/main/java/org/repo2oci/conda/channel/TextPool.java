package org.repo2oci.conda.channel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps one of equal texts: the records of an index repeat a few thousand dependencies. */
final class TextPool {
  private final Map<String, String> texts = new ConcurrentHashMap<>();

  String one(String text) {
    String known = texts.putIfAbsent(text, text);
    return known == null ? text : known;
  }
}
