package org.repo2oci.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.FetchFailures;
import org.repo2oci.fetch.NetworkSettings;
import org.repo2oci.fetch.Retry;
import org.repo2oci.fetch.RetryPolicy;
import org.repo2oci.fetch.TryAgain;
import org.repo2oci.image.Digest;
import org.repo2oci.image.MediaType;

/** The requests of the distribution specification, for one repository. */
final class RegistryClient {
  private static final String MANIFESTS =
      String.join(
          ", ",
          List.of(
              MediaType.OCI_MANIFEST,
              MediaType.DOCKER_MANIFEST,
              MediaType.OCI_INDEX,
              MediaType.DOCKER_INDEX));

  private static final Set<Integer> ABSENT = Set.of(404);

  /** How registries deny a repository that may not exist yet. */
  static final Set<Integer> HIDDEN = Set.of(403, 404);

  private final Endpoint endpoint;
  private final NetworkSettings network;
  private final Wire wire;
  private final Authorizer authorizer;
  private final RegistryFailures failures;

  RegistryClient(
      Endpoint endpoint,
      NetworkSettings network,
      Wire wire,
      Authorizer authorizer,
      RegistryFailures failures) {
    this.endpoint = endpoint;
    this.network = network;
    this.wire = wire;
    this.authorizer = authorizer;
    this.failures = failures;
  }

  Wire wire() {
    return wire;
  }

  RegistryFailures failures() {
    return failures;
  }

  Retry retry() {
    return Retry.of(network.retries(), network.deadline());
  }

  URI uri(String path) {
    return endpoint.uri(path);
  }

  /** Whether the repository has a blob. */
  boolean hasBlob(Digest digest) throws IOException, InterruptedException {
    return has(Call.of("HEAD", uri("blobs/" + digest)));
  }

  private boolean has(Call call) throws IOException, InterruptedException {
    Answer answer = ask(call);
    return switch (answer.status()) {
      case 200 -> true;
      case 404 -> false;
      default -> throw refused(call, answer);
    };
  }

  /** The digest of what is under a tag, where the registry says it without sending it. */
  Optional<Digest> digestOf(String tag) throws IOException, InterruptedException {
    Call call = Call.of("HEAD", uri("manifests/" + tag)).with("Accept", MANIFESTS);
    Answer answer = ask(call);
    return answer.status() == 200 ? answer.digest() : Optional.empty();
  }

  /**
   * A manifest or an index; empty where there is none of this name.
   *
   * @throws BuildFailure where its bytes are not those of its digest
   */
  Optional<RemoteManifest> manifest(String tagOrDigest) throws IOException, InterruptedException {
    return manifest(tagOrDigest, ABSENT);
  }

  /** The same, with the statuses that mean that there is none. */
  Optional<RemoteManifest> manifest(String tagOrDigest, Set<Integer> absent)
      throws IOException, InterruptedException {
    Call call = Call.of("GET", uri("manifests/" + tagOrDigest)).with("Accept", MANIFESTS);
    Answer answer = ask(call);
    if (absent.contains(answer.status())) {
      return Optional.empty();
    }
    if (answer.status() != 200) {
      throw refused(call, answer);
    }
    Digest actual = Digest.of(answer.body());
    Optional<Digest> wanted =
        tagOrDigest.startsWith("sha256:")
            ? Optional.of(Digest.parse(tagOrDigest))
            : answer.digest();
    if (wanted.isPresent() && !wanted.get().equals(actual)) {
      throw failures.otherDigest("the manifest", wanted.get(), actual);
    }
    String type = answer.header("Content-Type").orElse(MediaType.OCI_MANIFEST);
    return Optional.of(
        new RemoteManifest(actual, type.replaceFirst(";.*", "").strip(), answer.body()));
  }

  /** Stores a manifest under a tag or its digest; the answer is for the caller to judge. */
  Answer putManifest(String tagOrDigest, String mediaType, byte[] bytes)
      throws IOException, InterruptedException {
    return ask(manifestCall(tagOrDigest, mediaType, bytes));
  }

  Call manifestCall(String tagOrDigest, String mediaType, byte[] bytes) {
    return Call.of("PUT", uri("manifests/" + tagOrDigest))
        .with("Content-Type", mediaType)
        .with(new Call.Body.Bytes(bytes));
  }

  /**
   * Takes a blob over from another repository of the same registry. A {@code mount} is always sent
   * with {@code from}: quay takes one without it for an upload.
   *
   * @return whether it is here now; else the registry has begun an upload, which it forgets
   */
  boolean mount(Digest digest, String from) throws IOException, InterruptedException {
    String query =
        "mount=%s&from=%s".formatted(digest, URLEncoder.encode(from, StandardCharsets.UTF_8));
    Answer answer = ask(Call.of("POST", uri("blobs/uploads/?" + query)));
    return answer.status() == 201;
  }

  /** Opens a blob's bytes, from an offset where the headers ask for it. */
  HttpResponse<InputStream> openBlob(Digest digest, Map<String, String> headers)
      throws IOException, InterruptedException {
    Call call = Call.of("GET", uri("blobs/" + digest));
    for (Map.Entry<String, String> header : headers.entrySet()) {
      call = call.with(header.getKey(), header.getValue());
    }
    HttpResponse<InputStream> response = wire.open(call);
    int status = response.statusCode();
    if (status == 200 || status == 206 || status == 416) {
      return response;
    }
    try (InputStream body = response.body()) {
      if (RetryPolicy.mayPass(status)) {
        Optional<Duration> after =
            RetryPolicy.retryAfter(response.headers().firstValue("Retry-After"), Instant.now());
        throw new TryAgain(status, FetchFailures.status(status), after);
      }
      throw refused(call, new Answer(status, response.headers(), body.readNBytes(1 << 16)));
    }
  }

  /** Sends with retries. */
  Answer ask(Call call) throws IOException, InterruptedException {
    try {
      return retry().run(() -> wire.ask(call));
    } catch (IOException e) {
      throw failures.network(call, e);
    }
  }

  BuildFailure refused(Call call, Answer answer) throws InterruptedException {
    return failures.status(call, answer, authorizer.login());
  }
}
