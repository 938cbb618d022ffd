package org.repo2oci.build;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.repo2oci.buildpack.Environment;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;
import org.repo2oci.lock.REnvironment;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.Stratum;

/**
 * What an R finds in the image: a library that belongs to the image's user, and where packages come
 * from in a session.
 */
final class RSettingsPart {
  private static final String PROFILE = "etc/Rprofile.site";

  private static final String KERNEL = "usr/local/share/jupyter/kernels/ir/kernel.json";

  private RSettingsPart() {}

  static Part of(REnvironment r, Prefixes prefixes) {
    String library = r.library().substring(1);
    FileTree.Builder tree =
        FileTree.builder()
            .put(library, new Node.Directory(prefixes.owned(library, 0755, Prefixes.NO_TIME)));
    // Without a repository of ours the R has its distributor's.
    if (!r.repositories().isEmpty()) {
      String path = profile(r);
      tree.put(
          path,
          new Node.RegularFile(
              prefixes.owned(path, 0644, Prefixes.NO_TIME),
              Content.of(text(r).getBytes(StandardCharsets.UTF_8))));
    }
    if (r.origin() == REnvironment.Origin.ARCHIVE) {
      // Debian and conda have one with their kernel's package.
      tree.put(
          KERNEL,
          new Node.RegularFile(
              prefixes.owned(KERNEL, 0644, Prefixes.NO_TIME),
              Content.of(kernel(r).getBytes(StandardCharsets.UTF_8))));
    }
    FileTree whole = prefixes.withFolders(tree.build());
    Component component =
        new Component(
            Stratum.R,
            "R settings",
            r.version(),
            1 << 10,
            List.of(
                r.library(),
                r.home(),
                Digest.of(material(r).getBytes(StandardCharsets.UTF_8)).toString(),
                prefixes.identity()));
    return new Part(component, () -> whole);
  }

  /** Debian has a link at R's own place, to where an administrator looks. */
  private static String profile(REnvironment r) {
    return switch (r.origin()) {
      case DEBIAN -> "etc/R/Rprofile.site";
      case ARCHIVE, CONDA -> r.home().substring(1) + "/" + PROFILE;
    };
  }

  /** What every R reads first. */
  private static String text(REnvironment r) {
    StringBuilder text = new StringBuilder("# Where packages come from.\nlocal({\n");
    text.append("  repos <- getOption(\"repos\")\n");
    r.repositories()
        .forEach(
            (name, url) -> text.append("  repos[%s] <- %s\n".formatted(quoted(name), quoted(url))));
    text.append("  options(repos = repos)\n})\n");
    if (r.origin() == REnvironment.Origin.CONDA) {
      // What was built for the distribution is linked to its libraries, and conda has its own.
      return text.toString();
    }
    text.append(
        """
        # Repositories that have built packages give those to the R and the system named here.
        options(HTTPUserAgent = sprintf(
          "R/%s R (%s)", getRversion(),
          paste(getRversion(), R.version[["platform"]], R.version[["arch"]], R.version[["os"]])
        ))
        """);
    return text.toString();
  }

  /** All that is written. */
  private static String material(REnvironment r) {
    return r.origin() == REnvironment.Origin.ARCHIVE ? text(r) + kernel(r) : text(r);
  }

  /** How Jupyter starts the kernel (jupyter-client, "Kernel specs"). */
  private static String kernel(REnvironment r) {
    return """
    {
      "argv": ["%s/bin/R", "--slave", "-e", "IRkernel::main()", "--args", "{connection_file}"],
      "display_name": "R",
      "language": "R"
    }
    """
        .formatted(r.home());
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /** What every process sees. */
  static void variables(REnvironment r, Environment environment, Map<String, String> variables) {
    variables.put("R_HOME", r.home());
    variables.put("R_LIBS_USER", r.library());
    if (environment.r().flatMap(wish -> wish.renvLock()).isPresent()) {
      // Else a project's .Rprofile would look for its packages in a library that is not there.
      variables.put("RENV_CONFIG_AUTOLOADER_ENABLED", "FALSE");
    }
  }
}
