package org.repo2oci.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;

/**
 * Lists and removes what a repository has (distribution-spec, "Content Discovery" and "Content
 * Management").
 */
public final class RepositoryTags {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>;\\s*rel=\"?next\"?");
  private static final int PAGE = 1000;

  /** More pages than that are a registry that leads in circles. */
  private static final int MOST_PAGES = 1000;

  private final RegistryClient client;

  public RepositoryTags(Registries registries, ImageReference repository) {
    this.client = registries.deleter(repository);
  }

  /** All tags; none where there is no such repository. */
  public List<String> list() throws IOException, InterruptedException {
    List<String> tags = new ArrayList<>();
    Optional<URI> next = Optional.of(client.uri("tags/list?n=" + PAGE));
    for (int page = 0; page < MOST_PAGES && next.isPresent(); page++) {
      Call call = Call.of("GET", next.get());
      Answer answer = client.ask(call);
      if (answer.status() == 404) {
        return tags;
      }
      if (answer.status() != 200) {
        throw client.refused(call, answer);
      }
      for (JsonNode tag : JSON.readTree(answer.body()).path("tags")) {
        tags.add(tag.asText());
      }
      next = next(call.uri(), answer);
    }
    return tags;
  }

  private Optional<URI> next(URI from, Answer answer) {
    Matcher link = NEXT.matcher(answer.header("Link").orElse(""));
    return link.find()
        ? Optional.of(client.wire().location(from, Optional.of(link.group(1))))
        : Optional.empty();
  }

  /** What is under a tag. */
  public Optional<RemoteManifest> manifest(String tag) throws IOException, InterruptedException {
    return client.manifest(tag);
  }

  /**
   * Removes a manifest, and with it all tags that name it; its blobs go when the registry collects.
   *
   * @throws BuildFailure where the registry does not let anything be removed
   */
  public void delete(Digest manifest) throws IOException, InterruptedException {
    Call call = Call.of("DELETE", client.uri("manifests/" + manifest));
    Answer answer = client.ask(call);
    if (answer.status() / 100 == 2 || answer.status() == 404) {
      return;
    }
    if (answer.status() == 405 || answer.says("UNSUPPORTED")) {
      throw client
          .failures()
          .failure("the registry does not let anything be removed")
          .withHint("Allow it in the registry's settings, or remove tags there by hand");
    }
    throw client.refused(call, answer);
  }
}
