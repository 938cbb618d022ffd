package org.repo2oci.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.OptionalInt;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.store.DigestMismatch;

/** What goes wrong between this machine and a server of files, and what to do about it. */
public final class FetchFailures {
  private static final Map<Integer, String> PHRASES =
      Map.ofEntries(
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(407, "Proxy Authentication Required"),
          Map.entry(408, "Request Timeout"),
          Map.entry(410, "Gone"),
          Map.entry(416, "Range Not Satisfiable"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(451, "Unavailable For Legal Reasons"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(502, "Bad Gateway"),
          Map.entry(503, "Service Unavailable"),
          Map.entry(504, "Gateway Timeout"));

  private FetchFailures() {}

  /** A status with its name, such as {@code 404 Not Found}. */
  public static String status(int code) {
    String phrase = PHRASES.get(code);
    return phrase == null ? Integer.toString(code) : code + " " + phrase;
  }

  /** The status that a failure of a fetcher came from; 404 where a local file is not there. */
  public static OptionalInt statusOf(BuildFailure failure) {
    return switch (failure.getCause()) {
      case Unusable unusable when unusable.status() > 0 -> OptionalInt.of(unusable.status());
      case NoSuchFileException _ -> OptionalInt.of(404);
      case null, default -> OptionalInt.empty();
    };
  }

  static Unusable status(int code, URI uri) {
    String host = String.valueOf(uri.getHost());
    String hint =
        switch (code) {
          case 401, 403 ->
              "Give a login for `%s` in `~/.netrc` or in the index's URL, or check the one that is there"
                  .formatted(host);
          case 404, 410 ->
              "The server no longer has what its index or the lock names; update the lock, or check the URL";
          case 407 -> "Put the proxy's login into `http_proxy` and `https_proxy`";
          default -> "Check the URL, and what `%s` says about this status".formatted(host);
        };
    return new Unusable(code, status(code), hint);
  }

  /**
   * The failure for whoever wanted something.
   *
   * @param what such as {@code download `numpy 2.3.1`}
   */
  public static BuildFailure of(String what, URI uri, IOException cause) {
    String detail = "GET %s: %s".formatted(Redacted.uri(uri), reason(cause));
    return BuildFailure.environment("Cannot %s: %s".formatted(what, reason(cause)))
        .withDetail(detail)
        .withHint(hint(uri, cause))
        .withCause(cause);
  }

  private static String reason(IOException cause) {
    return switch (cause) {
      case TryAgain again -> status(again.status()) + ", again and again";
      case Unusable unusable -> String.valueOf(unusable.getMessage());
      case DigestMismatch other ->
          "got sha256 %s… where %s… was wanted"
              .formatted(other.actual().shortened(), other.expected().shortened());
      default -> {
        if (Retry.isUnknownHost(cause)) {
          yield "unknown host";
        }
        if (Retry.isUntrusted(cause)) {
          yield "the server's certificate is not trusted";
        }
        String message = cause.getMessage();
        yield message == null || message.isBlank()
            ? "the connection failed"
            : Redacted.text(message);
      }
    };
  }

  private static String hint(URI uri, IOException cause) {
    String host = String.valueOf(uri.getHost());
    return switch (cause) {
      case TryAgain again ->
          again.status() == 429
              ? "`%s` limits how often it is asked; try again later".formatted(host)
              : "`%s` has a problem of its own; try again later".formatted(host);
      case Unusable unusable -> unusable.hint();
      case DigestMismatch _ ->
          "The file was changed on the server or on the way (a proxy?); if the change is meant, update the lock";
      default -> {
        if (Retry.isUnknownHost(cause)) {
          yield "Check the name `%s` and the network; behind a proxy set `https_proxy`"
              .formatted(host);
        }
        if (Retry.isUntrusted(cause)) {
          yield "Set `SSL_CERT_FILE` to a PEM file with the authority that signed for `%s`"
              .formatted(host);
        }
        yield "Check the network and the proxy settings, then try again";
      }
    };
  }
}
