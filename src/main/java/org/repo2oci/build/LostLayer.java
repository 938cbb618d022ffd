package org.repo2oci.build;

import java.io.IOException;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;

/** A layer that was known, and that cannot be had: a build that makes it anew goes well. */
public final class LostLayer extends IOException {
  private static final String AGAIN = "Build again: what cannot be taken is made";

  private LostLayer(String message) {
    super(message);
  }

  /** Whether a failure is of this kind. */
  public static boolean isCauseOf(BuildFailure failure) {
    return failure.getCause() instanceof LostLayer;
  }

  static BuildFailure leftTheStore(Digest digest) {
    String message =
        "Cannot deliver the layer `%s`: it has left the store meanwhile"
            .formatted(digest.shortened());
    return BuildFailure.environment(message)
        .withHint("Build again; `repo2oci cache prune` must not run beside a build");
  }

  static BuildFailure notHad(Digest digest, ImageReference where, BuildFailure why) {
    String message = "Cannot use the layer `%s` of `%s`".formatted(digest.shortened(), where);
    return BuildFailure.environment(message)
        .withDetail(why.message())
        .withHint(AGAIN)
        .withCause(new LostLayer(message));
  }

  static BuildFailure another(Digest digest, ImageReference where) {
    String message =
        "Cannot use the layer `%s` of `%s`: it is not what the image says"
            .formatted(digest.shortened(), where);
    return BuildFailure.environment(message).withHint(AGAIN).withCause(new LostLayer(message));
  }
}
