package org.repo2oci.conda.link;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code info/paths.json} as a stream: it can list a hundred thousand files. */
final class PathsJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MAX_PATHS = 500_000;

  private PathsJson() {}

  static List<ListedPath> read(InputStream text) throws IOException {
    List<ListedPath> paths = new ArrayList<>();
    try (JsonParser json = JSON.createParser(text)) {
      require(json.nextToken() == JsonToken.START_OBJECT, "is no object");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "paths" -> readPaths(json, paths);
          case "paths_version" ->
              require(json.getValueAsInt() == 1, "is of a version that is not known");
          default -> json.skipChildren();
        }
      }
    }
    return paths;
  }

  private static void readPaths(JsonParser json, List<ListedPath> paths) throws IOException {
    require(json.currentToken() == JsonToken.START_ARRAY, "has no list of paths");
    while (json.nextToken() == JsonToken.START_OBJECT) {
      paths.add(readPath(json));
      require(paths.size() <= MAX_PATHS, "lists more than %d paths".formatted(MAX_PATHS));
    }
  }

  private static ListedPath readPath(JsonParser json) throws IOException {
    String path = "";
    String type = ListedPath.HARD_LINK;
    String mode = "text";
    String placeholder = "";
    String sha256 = "";
    boolean noLink = false;
    long size = -1;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      if (json.currentToken() == JsonToken.VALUE_NULL) {
        continue;
      }
      switch (field) {
        case "_path" -> path = json.getText();
        case "path_type" -> type = json.getText();
        case "file_mode" -> mode = json.getText();
        case "prefix_placeholder" -> placeholder = json.getText();
        case "sha256" -> sha256 = json.getText();
        case "no_link" -> noLink = json.getValueAsBoolean();
        case "size_in_bytes" -> size = json.getValueAsLong(-1);
        default -> json.skipChildren();
      }
    }
    Optional<ListedPath.Placeholder> prefix =
        placeholder.isEmpty()
            ? Optional.empty()
            : Optional.of(ListedPath.Placeholder.of(placeholder, mode));
    Optional<String> digest = sha256.isEmpty() ? Optional.empty() : Optional.of(sha256);
    try {
      return new ListedPath(path, type, prefix, noLink, digest, size);
    } catch (IllegalArgumentException e) {
      throw new IOException("its path %s".formatted(e.getMessage()), e);
    }
  }

  private static void require(boolean holds, String complaint) throws IOException {
    if (!holds) {
      throw new IOException("its `info/paths.json` " + complaint);
    }
  }
}
