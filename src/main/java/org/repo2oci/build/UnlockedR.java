package org.repo2oci.build;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.repo2oci.cran.spec.DescriptionFile;
import org.repo2oci.cran.spec.RDependency;
import org.repo2oci.cran.spec.RenvLock;

/**
 * What R itself is told to install where no lock has done it: by conda's R, which builds packages
 * with its own compilers and libraries, and by that of a base image.
 */
final class UnlockedR {
  private static final String REMOTES =
      "if (!requireNamespace(\"remotes\", quietly = TRUE)) install.packages(\"remotes\")\n";

  private UnlockedR() {}

  /**
   * What a repository needs.
   *
   * @param whole whether the repository is a package itself
   */
  static String of(DescriptionFile description, boolean whole) {
    if (whole) {
      return REMOTES + "remotes::install_local(\".\", upgrade = \"never\")\n";
    }
    if (!description.remotes().isEmpty()) {
      return REMOTES + "remotes::install_deps(\".\", upgrade = \"never\")\n";
    }
    List<String> names =
        description.needs().stream()
            .filter(one -> !one.isR())
            .map(RDependency::name)
            .map(UnlockedR::quoted)
            .toList();
    return """
    missing <- setdiff(c(%s), rownames(installed.packages()))
    if (length(missing) > 0) install.packages(missing)
    """
        .formatted(String.join(", ", names));
  }

  /** The versions that a lock pins. */
  static String of(RenvLock lock) {
    String wanted =
        lock.packages().entrySet().stream()
            .map(UnlockedR::pinned)
            .collect(Collectors.joining(", "));
    return REMOTES
        + """
        wanted <- list(%s)
        for (name in names(wanted)) {
          there <- tryCatch(packageVersion(name) == wanted[[name]], error = function(e) FALSE)
          if (!there) remotes::install_version(name, wanted[[name]], upgrade = "never")
        }
        """
            .formatted(wanted);
  }

  private static String pinned(Map.Entry<String, String> one) {
    return "%s = %s".formatted(quoted(one.getKey()), quoted(one.getValue()));
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
