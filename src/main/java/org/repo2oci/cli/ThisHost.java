package org.repo2oci.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.repo2oci.cli.application.HostSettings;

/** Reads the machine's settings; nothing else in the product asks the system. */
final class ThisHost {
  private static final int NOBODY = 65_534;

  private ThisHost() {}

  static HostSettings settings() {
    Map<String, String> environment = System.getenv();
    Optional<Path> home = home(environment.get("HOME"));
    return new HostSettings(
        environment,
        home,
        cacheDirectory(environment.get("XDG_CACHE_HOME"), home, userId()),
        Path.of("").toAbsolutePath(),
        productHome(),
        isTerminal(1),
        isTerminal(2),
        Runtime.getRuntime().availableProcessors(),
        userId());
  }

  /** A build pod may run with no {@code HOME} at all; then the user database counts. */
  private static Optional<Path> home(@Nullable String variable) {
    String text =
        variable == null || variable.isEmpty() ? System.getProperty("user.home") : variable;
    return Optional.ofNullable(text)
        .filter(path -> path.startsWith("/"))
        .map(Path::of)
        .filter(Files::isDirectory);
  }

  /** The XDG base directory specification: a relative path does not count. */
  private static Path cacheDirectory(@Nullable String variable, Optional<Path> home, int userId) {
    Path caches =
        variable != null && variable.startsWith("/")
            ? Path.of(variable)
            : home.map(folder -> folder.resolve(".cache"))
                .orElseGet(() ->
                    Path.of(
                            Objects.requireNonNullElse(
                                System.getProperty("java.io.tmpdir"), "/tmp"))
                        .resolve("cache-" + userId));
    return caches.resolve("repo2oci");
  }

  /** What the launcher says, else the folder of the jar. */
  private static Path productHome() {
    String property = System.getProperty("repo2oci.home");
    if (property != null) {
      return Path.of(property);
    }
    try {
      URI code = ThisHost.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Objects.requireNonNull(Path.of(code).toAbsolutePath().getParent());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Java's own console says yes only when both ends are terminals. */
  private static boolean isTerminal(int stream) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static int userId() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer id
          ? id
          : NOBODY;
    } catch (IOException | UnsupportedOperationException e) {
      return NOBODY;
    }
  }
}
