package org.repo2oci.repository;

import java.util.Map;
import java.util.Optional;

/**
 * What to check out.
 *
 * @param ref a branch, a tag or a commit; of a folder too, which is then cloned
 * @param subdirectory the folder inside the repository that is built, relative to its top
 * @param environment the variables of the user's process, for git: credentials, proxies, CA bundle
 */
public record CheckoutRequest(
    RepositorySource source,
    Optional<String> ref,
    Optional<String> subdirectory,
    Map<String, String> environment) {
  public CheckoutRequest {
    ref = ref.filter(value -> !value.isBlank());
    subdirectory = subdirectory.filter(value -> !value.isBlank());
    environment = Map.copyOf(environment);
  }
}
