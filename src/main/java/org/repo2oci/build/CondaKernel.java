package org.repo2oci.build;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.repo2oci.buildpack.CondaWish;
import org.repo2oci.buildpack.Environment;
import org.repo2oci.conda.environment.SpecLine;
import org.repo2oci.conda.link.CondaPython;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.lock.CondaEnvironment;
import org.repo2oci.lock.Lock;
import org.repo2oci.plan.Stratum;

/** A user's environment beside that of the server, for which it is a kernel. */
record CondaKernel(CondaEnvironment environment) {
  /**
   * Comes before what the server's own environment says of kernels (Jupyter, {@code JUPYTER_PATH}).
   */
  private static final String SPECS = "usr/local/share/repo2oci/jupyter";

  /** Reads lines from its arguments: where they lie decides what paths in them mean. */
  private static final String PIP =
      """
      list=$(mktemp "$0/.pip-XXXXXX") && printf '%s\\n' "$@" > "$list" \\
        && "$CONDA_PREFIX/bin/python" -m pip install --no-cache-dir -r "$list"
      status=$?
      rm -f "$list"
      exit $status
      """;

  static Optional<CondaKernel> of(Lock lock) {
    return lock.conda().stream()
        .filter(one -> one.prefix().equals("/" + Prefixes.KERNEL))
        .findFirst()
        .map(CondaKernel::new);
  }

  /** What activating it sets; the server's programs still come first. */
  void activate(Map<String, String> variables) {
    String prefix = environment.prefix();
    variables.remove("VIRTUAL_ENV");
    variables.put("CONDA_PREFIX", prefix);
    variables.put("CONDA_DEFAULT_ENV", prefix);
    variables.put("KERNEL_PYTHON_PREFIX", prefix);
    variables.put("JUPYTER_PATH", "/%s:%s/share/jupyter".formatted(SPECS, prefix));
    String servers = "/" + Prefixes.ENVIRONMENT + "/bin";
    variables.computeIfPresent(
        "PATH",
        (_, path) ->
            Stream.of(path.split(":", -1))
                .map(one -> one.equals(servers) ? one + ":" + prefix + "/bin" : one)
                .collect(java.util.stream.Collectors.joining(":")));
    variables.putAll(environment.variables());
  }

  /** Makes the environment's Python known; kernels of other languages lie in its own folders. */
  Optional<Part> part(Prefixes prefixes) {
    Optional<CondaPython> python = environment.named("python").map(CondaPython::of);
    if (python.isEmpty() || environment.named("ipykernel").isEmpty()) {
      return Optional.empty();
    }
    String major = python.get().version().split("\\.", 2)[0];
    String path = "%s/kernels/python%s/kernel.json".formatted(SPECS, major);
    String json =
        """
        {
         "argv": ["%s/bin/python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
         "display_name": "Python %s (ipykernel)",
         "language": "python"
        }
        """
            .formatted(environment.prefix(), major);
    byte[] content = json.getBytes(StandardCharsets.UTF_8);
    return Optional.of(
        new FilePart(Stratum.SETTINGS, "kernel", path, content, Prefixes.NO_TIME)
            .part(prefixes, content.length, List.of("kernel 1", path, json)));
  }

  /**
   * Pip's packages are installed by the environment's own pip: no resolver knows such a Python any
   * more. They are not in the lock.
   */
  Optional<UserStep> pip(
      Workshop workshop,
      BuildRequest request,
      Environment wanted,
      ImageConfig settings,
      NormalChanges changes) {
    List<String> lines = new ArrayList<>();
    String folder = request.repositoryPath();
    switch (wanted.conda().orElseThrow()) {
      case CondaWish.Solve(var file) -> {
        file.pip().stream().map(SpecLine::text).forEach(lines::add);
        folder = parent(request.inRepository(file.path()));
      }
      case CondaWish.Locked(var lock, var _) -> {
        lock.pip().stream().map(SpecLine::text).forEach(lines::add);
        folder = parent(request.inRepository(lock.path()));
      }
      case CondaWish.Python _ ->
          wanted
              .pythonFiles()
              .forEach(file -> lines.add("-r " + request.inRepository(file.path())));
    }
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", PIP, folder));
    command.addAll(lines);
    return Optional.of(
        new UserStep(
            workshop,
            "pip install",
            command,
            settings.environment(),
            MachineVariables.of(request.indexes()),
            request.uid(),
            request.uid(),
            request.repositoryPath(),
            request.steps(),
            changes));
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }
}
