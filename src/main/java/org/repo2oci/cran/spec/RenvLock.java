package org.repo2oci.cran.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.repo2oci.cran.LockedR;
import org.repo2oci.cran.RVersion;
import org.repo2oci.failure.BuildFailure;

/**
 * A {@code renv.lock}.
 *
 * @param path for messages
 * @param version of the R that it was made with; may be empty
 * @param repositories name to URL, in their order
 * @param packages of repositories: name to version
 * @param elsewhere packages of other places: name to what {@code remotes} calls them
 */
public record RenvLock(
    String path,
    String version,
    Map<String, String> repositories,
    Map<String, String> packages,
    Map<String, String> elsewhere) {
  public RenvLock {
    repositories = Collections.unmodifiableMap(new LinkedHashMap<>(repositories));
    packages = Collections.unmodifiableMap(new LinkedHashMap<>(packages));
    elsewhere = Collections.unmodifiableMap(new LinkedHashMap<>(elsewhere));
  }

  /** Reads one. */
  public static RenvLock parse(byte[] content, String path) {
    JsonNode json;
    try {
      json = new ObjectMapper().readTree(content);
    } catch (JsonProcessingException e) {
      throw failure(path, "it is not JSON at line %d".formatted(e.getLocation().getLineNr()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> repositories = new LinkedHashMap<>();
    for (JsonNode one : json.path("R").path("Repositories")) {
      repositories.put(one.path("Name").asText(), one.path("URL").asText());
    }
    Map<String, String> packages = new LinkedHashMap<>();
    Map<String, String> elsewhere = new LinkedHashMap<>();
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, JsonNode> one : json.path("Packages").properties()) {
      JsonNode fields = one.getValue();
      String version = fields.path("Version").asText();
      String source = fields.path("Source").asText("Repository");
      if (!LockedR.NAME.matcher(one.getKey()).matches() || !RVersion.is(version)) {
        wrong.add(one.getKey());
      } else if (source.equals("Repository") || source.equals("CRAN")) {
        packages.put(one.getKey(), version);
      } else {
        elsewhere.put(one.getKey(), remote(fields, source));
      }
    }
    if (!wrong.isEmpty()) {
      throw failure(path, "`%s` has no version that is one".formatted(wrong.getFirst()));
    }
    return new RenvLock(
        path, json.path("R").path("Version").asText(), repositories, packages, elsewhere);
  }

  private static String remote(JsonNode fields, String source) {
    String user = fields.path("RemoteUsername").asText();
    String sha = fields.path("RemoteSha").asText();
    return user.isEmpty()
        ? source
        : "%s/%s@%s".formatted(user, fields.path("RemoteRepo").asText(), sha);
  }

  private static BuildFailure failure(String path, String reason) {
    return BuildFailure.input("Cannot read `%s`: %s".formatted(path, reason))
        .withHint("`renv::snapshot()` writes it anew");
  }
}
