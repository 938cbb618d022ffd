package org.repo2oci.conda.environment;

import java.util.List;
import org.repo2oci.failure.BuildFailure;

/** What a lock file must hold at a place. */
final class Lists {
  private Lists() {}

  /** A list of keys and values, or nothing. */
  static List<YamlTree> of(YamlTree.Mapping mapping, String key, String path) {
    return switch (mapping.value(key).orElse(null)) {
      case null -> List.of();
      case YamlTree.Sequence sequence -> sequence.items();
      case YamlTree other -> throw wrong(other, path);
    };
  }

  /** The texts of a list; other items are left out. */
  static List<String> texts(YamlTree.Mapping mapping, String key, String path) {
    return of(mapping, key, path).stream()
        .filter(YamlTree.Scalar.class::isInstance)
        .map(item -> ((YamlTree.Scalar) item).text())
        .toList();
  }

  static YamlTree.Mapping mapping(YamlTree node, String path) {
    if (node instanceof YamlTree.Mapping mapping) {
      return mapping;
    }
    throw wrong(node, path);
  }

  static BuildFailure wrong(YamlTree node, String path) {
    return YamlText.failure(
            path,
            node.line(),
            "a lock file has no %s here".formatted(node.what().replaceFirst("^an? ", "")))
        .withHint("Make the lock file again with the tool that made it");
  }
}
