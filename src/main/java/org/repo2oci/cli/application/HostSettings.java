package org.repo2oci.cli.application;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the machine and the user's session say; read once, so that no other room asks the system.
 *
 * @param home the user's home directory; empty where there is none, as in a build pod
 * @param cacheDirectory ours below the XDG cache folder
 * @param productHome the folder that holds {@code buildpacks}
 * @param stdoutIsTerminal a person reads standard output
 * @param stderrIsTerminal a person reads standard error
 * @param processors CPUs that this process may use
 * @param userId 0 is root
 */
public record HostSettings(
    Map<String, String> environment,
    Optional<Path> home,
    Path cacheDirectory,
    Path workingDirectory,
    Path productHome,
    boolean stdoutIsTerminal,
    boolean stderrIsTerminal,
    int processors,
    int userId) {
  public HostSettings {
    environment = Map.copyOf(environment);
  }

  /** The same machine with other variables. */
  public HostSettings withEnvironment(Map<String, String> variables) {
    return new HostSettings(
        variables,
        home,
        cacheDirectory,
        workingDirectory,
        productHome,
        stdoutIsTerminal,
        stderrIsTerminal,
        processors,
        userId);
  }

  /** The same machine for somebody who has no home. */
  public HostSettings withoutHome() {
    return new HostSettings(
        environment,
        Optional.empty(),
        cacheDirectory,
        workingDirectory,
        productHome,
        stdoutIsTerminal,
        stderrIsTerminal,
        processors,
        userId);
  }

  /** A variable that is set to something. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /** Where the store lies unless the user says otherwise. */
  public Path defaultStore() {
    return cacheDirectory.resolve("store");
  }

  /** The buildpacks that come with the product. */
  public Path buildpacks() {
    return productHome.resolve("buildpacks");
  }
}
