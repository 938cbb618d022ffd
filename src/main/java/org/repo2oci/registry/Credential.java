package org.repo2oci.registry;

import org.repo2oci.fetch.Login;

/** What a registry is told about who asks. Never printed. */
public sealed interface Credential {
  /** A name and a password. */
  record Basic(Login login) implements Credential {}

  /** A refresh token, exchanged for access tokens at the token server (Docker's identitytoken). */
  record Identity(String token) implements Credential {
    @Override
    public String toString() {
      return "Identity[…]";
    }
  }

  /** An access token that is used as it is (Docker's registrytoken). */
  record Bearer(String token) implements Credential {
    @Override
    public String toString() {
      return "Bearer[…]";
    }
  }
}
