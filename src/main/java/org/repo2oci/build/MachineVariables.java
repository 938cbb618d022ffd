package org.repo2oci.build;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.repo2oci.pypi.index.IndexSettings;
import org.repo2oci.pypi.index.IndexUrls;
import org.repo2oci.pypi.index.PackageIndex;

/**
 * Where this machine gets packages from, for programs of the user's own that install some. Never
 * with a password: what they can read they can send away.
 */
final class MachineVariables {
  private MachineVariables() {}

  static Map<String, String> of(IndexSettings indexes) {
    Map<String, String> variables = new LinkedHashMap<>();
    indexes
        .defaultIndex()
        .map(PackageIndex::url)
        .map(IndexUrls::withoutLogin)
        .ifPresent(url -> {
          variables.put("PIP_INDEX_URL", url);
          variables.put("UV_DEFAULT_INDEX", url);
        });
    String more =
        indexes.extraIndexes().stream()
            .map(PackageIndex::url)
            .map(IndexUrls::withoutLogin)
            .collect(Collectors.joining(" "));
    if (!more.isEmpty()) {
      variables.put("PIP_EXTRA_INDEX_URL", more);
      variables.put("UV_INDEX", more);
    }
    return variables;
  }
}
