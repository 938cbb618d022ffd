package org.repo2oci.fetch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.repo2oci.image.Digest;
import org.repo2oci.store.BlobWriter;
import org.repo2oci.store.DigestMismatch;
import org.repo2oci.store.Store;
import org.repo2oci.store.StoredBlob;

/**
 * The way of one URL's bytes into the store. A break leaves the bytes that came in the open writer,
 * and the next attempt asks for the rest.
 */
public final class Transfer implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Source source;
  private final Store store;
  private final NetworkSettings settings;
  private final Wanted wanted;
  private final Meter meter;
  private final Retry retry;

  private @Nullable BlobWriter writer;
  private long written;
  private long farthest;
  private long total;
  private boolean restarted;
  private String start = "";
  private Validators validators = Validators.NONE;

  /** Asks for the bytes; called once for each attempt. */
  @FunctionalInterface
  public interface Source {
    /**
     * Sends one request with these headers added, and follows its redirects.
     *
     * @param headers those for ranges
     * @param timeout until the response's headers are there
     * @return a response of status 200, 206, 304 or 416; the transfer closes its body
     * @throws TryAgain where the status may pass
     */
    HttpResponse<InputStream> get(Map<String, String> headers, Duration timeout)
        throws IOException, InterruptedException;
  }

  /** Hears how far the transfer is, in bytes; 0 where the total is not known. */
  @FunctionalInterface
  public interface Meter {
    void moved(long done, long total);
  }

  /**
   * What has to come.
   *
   * @param limit bytes that are never exceeded
   */
  public record Wanted(Optional<Digest> digest, Optional<Long> size, long limit) {}

  /** What came: the blob, or nothing where the known one still holds. */
  public record Result(Optional<StoredBlob> blob, Validators validators) {}

  public Transfer(
      Source source, Store store, NetworkSettings settings, Wanted wanted, Meter meter) {
    this.source = source;
    this.store = store;
    this.settings = settings;
    this.wanted = wanted;
    this.meter = meter;
    this.retry = Retry.of(settings.retries(), settings.deadline());
  }

  /**
   * Gets the bytes.
   *
   * @throws IOException the last cause, when every attempt failed
   */
  public Result run() throws IOException, InterruptedException {
    return retry.run(this::attempt);
  }

  private Result attempt() throws IOException, InterruptedException {
    Duration timeout = shorter(settings.idleTimeout(), retry.remaining());
    HttpResponse<InputStream> response = source.get(rangeHeaders(), timeout);
    try (InputStream body = response.body()) {
      int status = response.statusCode();
      if (status == 304) {
        return new Result(Optional.empty(), Validators.of(response.headers()));
      }
      if (status == 416 || (status == 206 && !continues(response))) {
        restart();
        throw new IOException("the server cannot continue where the connection broke");
      }
      if (status == 200) {
        restart();
        validators = Validators.of(response.headers());
        total = response.headers().firstValueAsLong("Content-Length").orElse(0);
        checkAnnounced(response);
      }
      copy(body);
      return new Result(Optional.of(commit()), validators);
    }
  }

  private Map<String, String> rangeHeaders() {
    Map<String, String> all = new LinkedHashMap<>();
    // Without a validator only the digest can tell whether the two halves fit.
    boolean joinable = validators.forRange().isPresent() || wanted.digest().isPresent();
    if (written > 0 && joinable) {
      all.put("Range", "bytes=%d-".formatted(written));
      validators.forRange().ifPresent(value -> all.put("If-Range", value));
    }
    return all;
  }

  private boolean continues(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Content-Range")
        .filter(range -> range.startsWith("bytes %d-".formatted(written)))
        .isPresent();
  }

  private void checkAnnounced(HttpResponse<?> response) throws Unusable {
    boolean encoded = response.headers().firstValue("Content-Encoding").isPresent();
    if (total > 0 && !encoded && wanted.size().filter(size -> size != total).isPresent()) {
      throw wrongSize(
          "%d bytes are announced", total, response.headers().firstValue("Content-Type"));
    }
  }

  private Unusable wrongSize(String form, long actual, Optional<String> type) {
    String what =
        form.formatted(actual) + " where %d were wanted".formatted(wanted.size().orElse(0L));
    return type.filter(text -> text.startsWith("text/html")).isPresent()
        ? page(what)
        : new Unusable(
            what, "The file on the server is not the one that was locked; update the lock");
  }

  private static Unusable page(String what) {
    return new Unusable(
        "a web page came instead of the file (%s)".formatted(what),
        "A login page or a proxy's notice stands in the way; open the URL in a browser");
  }

  private void copy(InputStream body) throws IOException {
    BlobWriter out = open();
    try (StallGuard guard =
        new StallGuard(settings.idleTimeout(), retry.remaining(), () -> closeQuietly(body))) {
      byte[] buffer = new byte[BUFFER];
      int count;
      try {
        while ((count = body.read(buffer)) >= 0) {
          guard.moved();
          check(written + count);
          if (written == 0) {
            start = new String(buffer, 0, Math.min(count, 64), StandardCharsets.ISO_8859_1);
          }
          write(out, buffer, count);
          written += count;
          meter.moved(written, expected());
          if (written > farthest) {
            farthest = written;
            retry.progressed();
          }
        }
      } catch (IOException e) {
        if (guard.fired()) {
          throw new IOException(
              "nothing came for %d s".formatted(settings.idleTimeout().toSeconds()), e);
        }
        throw e;
      }
    }
    if (written < expected()) {
      throw new EOFException(
          "the connection ended after %d of %d bytes".formatted(written, expected()));
    }
  }

  /** A full disk must not look like a broken connection. */
  private static void write(BlobWriter out, byte[] buffer, int count) throws FileSystemException {
    try {
      out.write(buffer, 0, count);
    } catch (IOException e) {
      FileSystemException local = new FileSystemException("store", null, e.getMessage());
      local.initCause(e);
      throw local;
    }
  }

  private long expected() {
    return wanted.size().orElse(total);
  }

  private void check(long size) throws Unusable {
    if (wanted.size().filter(expected -> size > expected).isPresent()) {
      throw looksLikePage()
          ? page("more than %d bytes".formatted(expected()))
          : wrongSize("more than %d bytes came", expected(), Optional.empty());
    }
    if (size > wanted.limit()) {
      throw new Unusable(
          "more than %d bytes came".formatted(wanted.limit()), "Nothing of this size is expected");
    }
  }

  private StoredBlob commit() throws IOException {
    BlobWriter out = open();
    if (wanted.digest().isEmpty()) {
      return out.commit();
    }
    try {
      return out.commit(wanted.digest().get());
    } catch (DigestMismatch mismatch) {
      writer = null;
      if (looksLikePage()) {
        throw page("another digest");
      }
      if (!restarted) {
        // Halves of two versions, or a bad byte on the way: one whole try more.
        restarted = true;
        restart();
        throw new IOException(mismatch);
      }
      throw mismatch;
    }
  }

  private boolean looksLikePage() {
    String text = start.stripLeading().toLowerCase(Locale.ROOT);
    return text.startsWith("<!doctype html") || text.startsWith("<html");
  }

  private BlobWriter open() throws IOException {
    BlobWriter open = writer;
    if (open == null) {
      open = store.newBlob();
      writer = open;
    }
    return open;
  }

  private void restart() throws IOException {
    BlobWriter open = writer;
    writer = null;
    written = 0;
    if (open != null) {
      open.close();
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    Duration least = one.compareTo(other) < 0 ? one : other;
    return least.isPositive() ? least : Duration.ofMillis(1);
  }

  private static void closeQuietly(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // it was to fail
    }
  }

  @Override
  public void close() throws IOException {
    restart();
  }
}
