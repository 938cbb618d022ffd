package org.repo2oci.pypi.install;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.repo2oci.image.Digest;

/**
 * Where a project that did not come from an index came from (direct URL data structure, PEP 610).
 * Credentials in a URL are dropped, except for the user {@code git} and environment variables.
 */
public sealed interface DirectUrl {
  String url();

  /** A folder inside of what the URL names. */
  Optional<String> subdirectory();

  /** A source archive or a wheel. */
  record Archive(String url, Optional<String> subdirectory, Optional<Digest> sha256)
      implements DirectUrl {
    private String info() {
      return sha256
          .map(Digest::hex)
          .map(hex ->
              object(
                  Map.of(
                      "hash",
                      quoted("sha256=" + hex),
                      "hashes",
                      object(Map.of("sha256", quoted(hex))))))
          .orElse("{}");
    }
  }

  /**
   * A version control repository.
   *
   * @param requested what the user wrote: a branch, a tag or a commit
   */
  record Vcs(
      String url,
      Optional<String> subdirectory,
      String vcs,
      Optional<String> requested,
      String commit)
      implements DirectUrl {
    private String info() {
      SortedMap<String, String> info = new TreeMap<>();
      info.put("vcs", quoted(vcs));
      info.put("commit_id", quoted(commit));
      requested.ifPresent(revision -> info.put("requested_revision", quoted(revision)));
      return object(info);
    }
  }

  /** A local folder, as a {@code file:} URL. */
  record Directory(String url, Optional<String> subdirectory, boolean editable)
      implements DirectUrl {}

  /**
   * The content of {@code direct_url.json}: keys sorted, blanks as Python's own writer has them.
   */
  default byte[] json() {
    SortedMap<String, String> top = new TreeMap<>();
    top.put("url", quoted(UrlCredentials.dropped(url())));
    subdirectory().ifPresent(folder -> top.put("subdirectory", quoted(folder)));
    switch (this) {
      case Archive archive -> top.put("archive_info", archive.info());
      case Vcs repository -> top.put("vcs_info", repository.info());
      case Directory directory ->
          top.put("dir_info", directory.editable() ? object(Map.of("editable", "true")) : "{}");
    }
    return object(top).getBytes(StandardCharsets.UTF_8);
  }

  private static String object(Map<String, String> fields) {
    return fields.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(field -> quoted(field.getKey()) + ": " + field.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String quoted(String text) {
    return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
