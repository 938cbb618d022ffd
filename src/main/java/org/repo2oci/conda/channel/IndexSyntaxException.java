package org.repo2oci.conda.channel;

import java.io.IOException;

/** An index that is not what it should be; its channel's name is added by whoever reads it. */
final class IndexSyntaxException extends IOException {
  IndexSyntaxException(String message) {
    super(message);
  }
}
