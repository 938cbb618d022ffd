package org.repo2oci.pypi.wheel;

import java.util.Locale;
import java.util.Optional;

/** The headers of WHEEL and METADATA files, which have the form of an e-mail's. */
final class MetadataFile {
  private final String text;

  MetadataFile(String text) {
    this.text = text;
  }

  /** The first header of this name, whatever its case. */
  Optional<String> header(String name) {
    String prefix = name.toLowerCase(Locale.ROOT) + ":";
    return text.lines()
        .takeWhile(line -> !line.isEmpty())
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
        .map(line -> line.substring(prefix.length()).strip())
        .findFirst();
  }
}
