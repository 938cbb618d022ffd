package org.repo2oci.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.store.BlobWriter;
import org.repo2oci.store.Store;
import org.repo2oci.store.StoredBlob;

/**
 * The fetcher over the JDK's HTTP client. Call it from as many virtual threads as there are files:
 * it lets as many run as the settings say, and what two ask for at once is got once.
 */
public final class HttpFetcher implements Fetcher, AutoCloseable {
  /** Of a document that is read into memory. */
  private static final long LARGEST_DOCUMENT = 256L << 20;

  /** Of a file whose size nobody has said. */
  private static final long LARGEST_FILE = 32L << 30;

  private static final long PROGRESS_STEP = 512L << 10;

  private final HttpConnections connections;
  private final Exchange exchange;
  private final Store store;
  private final Documents documents;
  private final EventSink events;
  private final NetworkSettings settings;
  private final Semaphore permits;
  private final SingleFlight<String, StoredBlob> flights = new SingleFlight<>();

  public HttpFetcher(NetworkSettings settings, Store store, EventSink events) {
    this.settings = settings;
    this.store = store;
    this.events = events;
    this.connections = new HttpConnections(settings);
    this.exchange =
        new Exchange(connections, settings.netrc().map(Netrc::read).orElseGet(Netrc::none));
    this.documents = new Documents(store);
    this.permits = new Semaphore(settings.connections());
  }

  @Override
  public byte[] get(URI uri, Map<String, String> headers) throws IOException, InterruptedException {
    String what = "get `%s`".formatted(Redacted.uri(uri));
    if (isFile(uri)) {
      return Files.readAllBytes(local(what, uri));
    }
    StoredBlob blob =
        flights.once(
            uri + " " + headers,
            () -> remembered(what, uri, headers, LARGEST_DOCUMENT, (_, _) -> {}));
    return Files.readAllBytes(blob.file());
  }

  @Override
  public StoredBlob download(Download wanted) throws IOException, InterruptedException {
    Optional<StoredBlob> there = wanted.digest().flatMap(store::blob);
    if (there.isPresent()) {
      return there.get();
    }
    String key = wanted.digest().map(Object::toString).orElseGet(() -> "file " + wanted.uri());
    return flights.once(key, () -> fetch(wanted));
  }

  private StoredBlob fetch(Download wanted) throws IOException, InterruptedException {
    // Another thread may have finished between the look and the flight.
    Optional<StoredBlob> there = wanted.digest().flatMap(store::blob);
    if (there.isPresent()) {
      return there.get();
    }
    String what = "download `%s`".formatted(wanted.name());
    if (isFile(wanted.uri())) {
      return copy(what, wanted);
    }
    Transfer.Meter meter = meter(wanted);
    if (wanted.digest().isEmpty()) {
      return remembered(what, wanted.uri(), wanted.headers(), LARGEST_FILE, meter);
    }
    Transfer.Wanted shape =
        new Transfer.Wanted(wanted.digest(), wanted.size(), wanted.size().orElse(LARGEST_FILE));
    return transfer(what, wanted.uri(), wanted.headers(), shape, meter)
        .blob()
        .orElseThrow(() -> new IllegalStateException("304 without a condition"));
  }

  private StoredBlob remembered(
      String what, URI uri, Map<String, String> headers, long limit, Transfer.Meter meter)
      throws IOException, InterruptedException {
    Optional<Documents.Known> known = documents.known(uri, headers);
    Map<String, String> conditional = new LinkedHashMap<>(headers);
    known.ifPresent(document -> conditional.putAll(document.validators().unlessChanged()));
    Transfer.Result result =
        transfer(
            what,
            uri,
            conditional,
            new Transfer.Wanted(Optional.empty(), Optional.empty(), limit),
            meter);
    if (result.blob().isEmpty()) {
      return known
          .map(Documents.Known::blob)
          .orElseThrow(() -> FetchFailures.of(what, uri, FetchFailures.status(304, uri)));
    }
    documents.remember(uri, headers, result.validators(), result.blob().get());
    return result.blob().get();
  }

  private Transfer.Result transfer(
      String what,
      URI uri,
      Map<String, String> headers,
      Transfer.Wanted wanted,
      Transfer.Meter meter)
      throws IOException, InterruptedException {
    requireHttp(what, uri);
    permits.acquire();
    try (Transfer transfer =
        new Transfer(
            (ranges, timeout) -> exchange.get(uri, both(headers, ranges), timeout),
            store,
            settings,
            wanted,
            meter)) {
      return transfer.run();
    } catch (IOException e) {
      if (Retry.isLocal(e)) {
        throw e;
      }
      throw FetchFailures.of(what, uri, e);
    } finally {
      permits.release();
    }
  }

  private static Map<String, String> both(Map<String, String> one, Map<String, String> other) {
    Map<String, String> all = new LinkedHashMap<>(one);
    all.putAll(other);
    return all;
  }

  private Transfer.Meter meter(Download wanted) {
    long[] last = {-PROGRESS_STEP};
    return (done, total) -> {
      if (done - last[0] >= PROGRESS_STEP || done == total) {
        last[0] = done;
        events.accept(new BuildEvent.Progress(wanted.stage(), wanted.name(), done, total));
      }
    };
  }

  private StoredBlob copy(String what, Download wanted) throws IOException {
    Path file = local(what, wanted.uri());
    try (InputStream in = Files.newInputStream(file);
        BlobWriter out = store.newBlob()) {
      in.transferTo(out);
      return wanted.digest().isPresent() ? out.commit(wanted.digest().get()) : out.commit();
    } catch (org.repo2oci.store.DigestMismatch e) {
      throw FetchFailures.of(what, wanted.uri(), e);
    }
  }

  private static boolean isFile(URI uri) {
    return "file".equalsIgnoreCase(uri.getScheme());
  }

  private static Path local(String what, URI uri) throws IOException {
    String host = uri.getRawAuthority();
    Path file;
    try {
      file = Path.of(new URI("file", null, uri.getPath(), null));
    } catch (java.net.URISyntaxException | IllegalArgumentException | NullPointerException e) {
      throw BuildFailure.input("Cannot %s: `%s` is no file URL".formatted(what, uri))
          .withHint("A file URL looks like `file:///folder/file`");
    }
    if (host != null && !host.equalsIgnoreCase("localhost")) {
      throw BuildFailure.input("Cannot %s: `%s` is on another host".formatted(what, uri))
          .withHint("A file URL looks like `file:///folder/file`");
    }
    if (!Files.isRegularFile(file)) {
      throw BuildFailure.input("Cannot %s: no file `%s`".formatted(what, file))
          .withHint("Check the path")
          .withCause(new NoSuchFileException(file.toString()));
    }
    return file;
  }

  private static void requireHttp(String what, URI uri) {
    String scheme = String.valueOf(uri.getScheme());
    if (uri.getHost() == null
        || !(scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))) {
      throw BuildFailure.input(
              "Cannot %s: `%s` is not an `https://`, `http://` or `file://` URL"
                  .formatted(what, Redacted.uri(uri)))
          .withHint("Correct the URL");
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
