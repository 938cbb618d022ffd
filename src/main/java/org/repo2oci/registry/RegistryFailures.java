package org.repo2oci.registry;

import java.io.IOException;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.FetchFailures;
import org.repo2oci.fetch.Redacted;
import org.repo2oci.fetch.Retry;
import org.repo2oci.fetch.TryAgain;
import org.repo2oci.image.Digest;

/**
 * What goes wrong with a registry, and what to do about it.
 *
 * @param verb such as {@code push to}
 * @param reference the image, as the user named it
 */
record RegistryFailures(String verb, String reference, Endpoint endpoint) {
  /** An answer that is not the wanted one. */
  BuildFailure status(Call call, Answer answer, RegistryCredentials.Found login) {
    String status = FetchFailures.status(answer.status());
    String reason = answer.reason();
    BuildFailure failure =
        failure(status)
            .withDetail("%s: %s".formatted(asked(call), reason.isEmpty() ? status : reason))
            .withHint(hint(answer, login));
    for (String note : login.notes()) {
      failure = failure.withHint("No login was read: " + note);
    }
    return failure;
  }

  private String hint(Answer answer, RegistryCredentials.Found login) {
    String host = endpoint.name();
    boolean known = login.credential().isPresent();
    return switch (answer.status()) {
      case 401 ->
          known
              ? "The login for `%s` in %s was refused; run `docker login %s` again"
                  .formatted(host, login.source(), host)
              : "No login was found for `%s`; run `docker login %s`".formatted(host, host);
      case 403 ->
          known
              ? "The login in %s may not %s `%s`; check its rights, and whether the repository has to be created first"
                  .formatted(login.source(), verb, endpoint.repository())
              : "No login was found for `%s`; run `docker login %s`".formatted(host, host);
      case 404 ->
          verb.startsWith("push")
              ? "Check the name; on some registries the repository `%s` has to be created first"
                  .formatted(endpoint.repository())
              : "Check the name and the tag; a private image needs `docker login %s`"
                  .formatted(host);
      case 405, 501 -> "`%s` takes no pushes; it may be a mirror".formatted(host);
      case 413 -> "`%s`, or a proxy before it, limits how large an upload may be".formatted(host);
      case 429 -> "`%s` limits how often it is asked; try again later".formatted(host);
      default ->
          answer.status() >= 500
              ? "`%s` has a problem of its own; try again later".formatted(host)
              : "Check the name of the image, and whether `%s` is a registry".formatted(host);
    };
  }

  /** A request that found nobody, broke, or was never answered well. */
  BuildFailure network(Call call, IOException cause) {
    if (Retry.isUntrusted(cause)) {
      return failure("no trusted connection")
          .withDetail(
              "%s: %s".formatted(asked(call), Redacted.text(String.valueOf(cause.getMessage()))))
          .withHint(
              "Set `SSL_CERT_FILE` to a PEM file with the authority that signed for `%s`; plain HTTP is for registries on `localhost`"
                  .formatted(endpoint.name()))
          .withCause(cause);
    }
    if (cause instanceof TryAgain again) {
      String status = FetchFailures.status(again.status());
      return failure(status + ", again and again")
          .withDetail("%s: %s".formatted(asked(call), cause.getMessage()))
          .withHint(
              again.status() == 429
                  ? "`%s` limits how often it is asked; try again later".formatted(endpoint.name())
                  : "`%s` has a problem of its own; try again later".formatted(endpoint.name()))
          .withCause(cause);
    }
    String reason =
        Retry.isUnknownHost(cause)
            ? "unknown host"
            : cause.getMessage() == null
                ? "the connection failed"
                : Redacted.text(cause.getMessage());
    return failure(reason)
        .withDetail("%s: %s".formatted(asked(call), reason))
        .withHint(
            "Check the name `%s`, that the registry runs, and the proxy settings"
                .formatted(endpoint.name()))
        .withCause(cause);
  }

  /** Bytes that are not those of the digest. */
  BuildFailure otherDigest(String what, Digest wanted, Digest got) {
    return failure("the registry has other bytes for %s".formatted(what))
        .withDetail("expected %s, got %s".formatted(wanted, got))
        .withHint(
            "`%s`, or a proxy before it, changed or damaged the image; try again, or push it anew"
                .formatted(endpoint.name()));
  }

  /** A document that cannot be used. */
  BuildFailure unusable(String why) {
    return failure(why).withHint("Check that `%s` names an image".formatted(reference));
  }

  BuildFailure failure(String reason) {
    return BuildFailure.environment("Cannot %s `%s`: %s".formatted(verb, reference, reason));
  }

  private static String asked(Call call) {
    return call.method() + " " + Redacted.uri(call.uri());
  }
}
