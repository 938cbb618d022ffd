package org.repo2oci.registry;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.repo2oci.fetch.Retry;
import org.repo2oci.image.Digest;

/**
 * The way of one blob into a repository: one request with the whole file where all goes well, and
 * after a break whatever the registry says is missing (distribution-spec, "Pushing a blob").
 */
final class BlobUpload {
  private final RegistryClient client;
  private final Digest digest;
  private final Path file;
  private final long size;
  private final LongConsumer meter;
  private final Retry retry;

  private @Nullable URI location;
  private long farthest;
  private boolean again;

  /** Prepares an upload; {@code meter} hears the bytes that are there, and never fewer. */
  BlobUpload(RegistryClient client, Digest digest, Path file, long size, LongConsumer meter) {
    this.client = client;
    this.digest = digest;
    this.file = file;
    this.size = size;
    this.meter = meter;
    this.retry = client.retry();
  }

  void run() throws IOException, InterruptedException {
    try {
      retry.run(() -> {
        attempt();
        return digest;
      });
    } catch (Refused refused) {
      throw client.refused(refused.call(), refused.answer());
    } catch (IOException e) {
      if (Retry.isLocal(e)) {
        throw e;
      }
      throw client.failures().network(Call.of("PUT", client.uri("blobs/uploads/")), e);
    }
  }

  private void attempt() throws IOException, InterruptedException {
    if (again && client.hasBlob(digest)) {
      // only the answer was lost
      return;
    }
    long offset = again ? continued() : 0;
    again = true;
    URI target = location;
    if (target == null) {
      target = begin();
      offset = 0;
    }
    if (offset == 0) {
      finish(target, new Call.Body.Part(file, 0, size, sent -> moved(sent)));
    } else {
      finish(patch(target, offset), new Call.Body.None());
    }
  }

  private void moved(long there) {
    if (there > farthest) {
      farthest = there;
      meter.accept(there);
    }
  }

  private URI begin() throws IOException, InterruptedException {
    Call call = Call.of("POST", client.uri("blobs/uploads/"));
    Answer answer = client.wire().ask(call);
    if (answer.status() != 202) {
      throw client.refused(call, answer);
    }
    return kept(call, answer);
  }

  private URI kept(Call call, Answer answer) {
    URI next = client.wire().location(call.uri(), answer.header("Location"));
    location = next;
    return next;
  }

  /** How much of the broken upload the registry has; a fresh upload where it does not say. */
  private long continued() throws IOException, InterruptedException {
    URI broken = location;
    if (broken == null) {
      return 0;
    }
    location = null;
    Call call = Call.of("GET", broken);
    Answer answer = client.wire().ask(call);
    Optional<Long> end = answer.header("Range").flatMap(BlobUpload::end);
    if (answer.status() != 204 || end.isEmpty() || end.get() + 1 >= size) {
      return 0;
    }
    if (answer.header("Location").isPresent()) {
      kept(call, answer);
    } else {
      location = broken;
    }
    // `0-0` is what an upload without a byte says, too
    long offset = end.get() == 0 ? 0 : end.get() + 1;
    if (offset > 0) {
      retry.progressed();
    }
    return offset;
  }

  private static Optional<Long> end(String range) {
    String text = range.substring(range.indexOf('-') + 1);
    try {
      return Optional.of(Long.parseLong(text.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private URI patch(URI target, long offset) throws IOException, InterruptedException {
    Call call =
        Call.of("PATCH", target)
            .with("Content-Type", "application/octet-stream")
            .with("Content-Range", "%d-%d".formatted(offset, size - 1))
            .with(new Call.Body.Part(file, offset, size - offset, sent -> moved(offset + sent)));
    Answer answer = client.wire().ask(call);
    if (answer.status() != 202) {
      location = null;
      throw new Refused(call, answer);
    }
    return kept(call, answer);
  }

  private void finish(URI target, Call.Body body) throws IOException, InterruptedException {
    String join = target.getRawQuery() == null ? "?" : "&";
    URI uri = URI.create(target + join + "digest=sha256%3A" + digest.hex());
    Call call = Call.of("PUT", uri).with("Content-Type", "application/octet-stream").with(body);
    Answer answer = client.wire().ask(call);
    if (answer.status() == 201) {
      Optional<Digest> stored = answer.digest();
      if (stored.isPresent() && !stored.get().equals(digest)) {
        throw client.failures().otherDigest("a layer", digest, stored.get());
      }
      moved(size);
      return;
    }
    location = null;
    if (isFinal(answer)) {
      throw client.refused(call, answer);
    }
    throw new Refused(call, answer);
  }

  /** A damaged or forgotten upload may go well from its start; a refused one does not. */
  private static boolean isFinal(Answer answer) {
    return switch (answer.status()) {
      case 400, 404, 410, 416 -> false;
      default -> true;
    };
  }
}
