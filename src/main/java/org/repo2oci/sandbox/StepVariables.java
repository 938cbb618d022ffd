package org.repo2oci.sandbox;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.failure.BuildFailure;

/**
 * The variables that {@code enter.sh} reads. The command and its environment travel one by one in
 * variables of their own: nothing is quoted, and other users cannot see them as they see arguments.
 */
final class StepVariables {
  static final String CERTIFICATES = "/.repo2oci/ca-certificates.crt";

  private static final List<String> CERTIFICATE_VARIABLES =
      List.of(
          "SSL_CERT_FILE",
          "REQUESTS_CA_BUNDLE",
          "PIP_CERT",
          "CURL_CA_BUNDLE",
          "GIT_SSL_CAINFO",
          "NODE_EXTRA_CA_CERTS");

  /** What dpkg and maintainer scripts need, and nothing that reaches beyond the root. */
  private static final String PACKAGE_MANAGER =
      "-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setfcap,+sys_chroot";

  private final Map<String, String> variables = new LinkedHashMap<>();

  private StepVariables() {}

  static Map<String, String> of(
      Step step, StepFolder folder, IdMapping mapping, Path tools, SandboxSettings settings) {
    StepVariables made = new StepVariables();
    made.put("SCRATCH", folder.root().toString());
    made.put("SCRIPT", folder.script().toString());
    made.put("LOWERS", StepFolder.lowers(step.layers().size()));
    made.put("OVERLAY", mapping == IdMapping.HOST ? "" : ",userxattr");
    made.put("MAPPING", mapping.name().toLowerCase(Locale.ROOT));
    made.put("TOOLS", tools.toString());
    made.put("NETWORK", step.network() ? "yes" : "no");
    made.put("CAPTURE", step.captureChanges() ? "yes" : "no");
    made.put("UID", Integer.toString(step.uid()));
    made.put("GID", Integer.toString(step.gid()));
    made.put("CAPABILITIES", step.packageManager() ? PACKAGE_MANAGER : "-all");
    made.put("DIRECTORY", step.workingDirectory());
    Optional<Path> certificates = step.network() ? settings.caBundle() : Optional.empty();
    made.put("CERTIFICATES", certificates.map(Path::toString).orElse(""));
    made.binds(step);
    made.command(step, inside(step, certificates.isPresent(), settings));
    return made.variables;
  }

  /** What the command sees: the step's own values win over the machine's. */
  private static Map<String, String> inside(
      Step step, boolean certificates, SandboxSettings settings) {
    Map<String, String> environment = new LinkedHashMap<>();
    if (step.network()) {
      Optional<String> bundle = certificates ? Optional.of(CERTIFICATES) : Optional.empty();
      environment.putAll(ofNetwork(bundle, settings));
    }
    environment.putAll(step.environment());
    return environment;
  }

  /**
   * How to reach the network.
   *
   * @param certificates path of the bundle, as the program sees it
   */
  static Map<String, String> ofNetwork(Optional<String> certificates, SandboxSettings settings) {
    Map<String, String> environment = new LinkedHashMap<>();
    certificates.ifPresent(
        file -> CERTIFICATE_VARIABLES.forEach(name -> environment.put(name, file)));
    environment.putAll(settings.proxies());
    return environment;
  }

  private void binds(Step step) {
    int count = 0;
    for (Map.Entry<Path, String> bind : step.readOnlyBinds().entrySet()) {
      bind(count++, bind, "read");
    }
    for (Map.Entry<Path, String> bind : step.writableBinds().entrySet()) {
      bind(count++, bind, "write");
    }
    put("BINDS", Integer.toString(count));
  }

  private void bind(int index, Map.Entry<Path, String> bind, String access) {
    put("B%d_SOURCE".formatted(index), bind.getKey().toAbsolutePath().toString());
    put("B%d_TARGET".formatted(index), bind.getValue());
    put("B%d_ACCESS".formatted(index), access);
  }

  private void command(Step step, Map<String, String> environment) {
    int count = 0;
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      if (variable.getKey().isEmpty() || variable.getKey().contains("=")) {
        throw BuildFailure.input(
            "Cannot run `%s`: `%s` is not the name of a variable"
                .formatted(step.name(), variable.getKey()));
      }
      put("E" + count++, variable.getKey() + "=" + variable.getValue());
    }
    put("VARIABLES", Integer.toString(count));
    if (step.command().getFirst().contains("=")) {
      throw BuildFailure.input(
          "Cannot run `%s`: a program's name has no `=`".formatted(step.command().getFirst()));
    }
    for (int i = 0; i < step.command().size(); i++) {
      put("A" + i, step.command().get(i));
    }
    put("ARGUMENTS", Integer.toString(step.command().size()));
  }

  private void put(String name, String value) {
    if (value.indexOf('\0') >= 0) {
      throw BuildFailure.input("Cannot run a build step: a value holds a zero byte");
    }
    variables.put("R2O_" + name, value);
  }
}
