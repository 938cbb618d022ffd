package org.repo2oci.registry;

import java.io.IOException;

/** An answer to an upload that a fresh upload may avoid. */
final class Refused extends IOException {
  private final transient Call call;
  private final transient Answer answer;

  Refused(Call call, Answer answer) {
    super("status " + answer.status());
    this.call = call;
    this.answer = answer;
  }

  Call call() {
    return call;
  }

  Answer answer() {
    return answer;
  }
}
