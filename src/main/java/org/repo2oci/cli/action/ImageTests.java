package org.repo2oci.cli.action;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.repo2oci.cli.application.LaunchArguments.Runner;
import org.repo2oci.cli.application.ReadyImage;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;

/**
 * The tests of a repository, run in the image by pytest before anybody gets it.
 *
 * @param folder {@code image-tests} of the repository
 * @param wanted what runs the image; empty for what there is
 * @param engine whether a Docker Engine answers, which takes time to say
 */
record ImageTests(Path folder, Optional<Runner> wanted, BooleanSupplier engine) {
  private static final String NAME = "image-tests";

  /** Where the folder is seen in an image that has not got it, as one of a Dockerfile may not. */
  private static final String MOUNTED = "/mnt/repo2oci-image-tests";

  private static final String CERTIFICATES = "/mnt/repo2oci-certificates";

  /** Variables of this machine with which packages are found. */
  private static final List<String> NETWORK =
      List.of(
          "PIP_INDEX_URL",
          "PIP_EXTRA_INDEX_URL",
          "PIP_TRUSTED_HOST",
          "http_proxy",
          "https_proxy",
          "no_proxy",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY");

  private static final String SCRIPT =
      """
      set -eu
      tests=image-tests
      [ -d "$tests" ] || tests=%s
      [ ! -f "$tests/requirements.txt" ] ||
        python3 -m pip install --quiet --disable-pip-version-check -r "$tests/requirements.txt"
      have() { python3 -c "import importlib.util as u, sys; sys.exit(u.find_spec('$1') is None)"; }
      have pytest || python3 -m pip install --quiet --disable-pip-version-check pytest
      set -- -p no:cacheprovider
      if [ -n "$(find "$tests" -name '*.ipynb' -print -quit)" ]; then
        have pytest_notebook || python3 -m pip install --quiet --disable-pip-version-check pytest-notebook
        set -- "$@" --nb-test-files
      fi
      exec python3 -m pytest "$@" "$tests/"
      """
          .formatted(MOUNTED);

  /** The tests of this run. */
  static Optional<ImageTests> of(ActionInputs inputs, Path workspace, BooleanSupplier engine) {
    String wanted = inputs.text("TESTS").orElse("auto").toLowerCase(Locale.ROOT);
    Optional<Runner> runner =
        switch (wanted) {
          case "docker" -> Optional.of(Runner.DOCKER);
          case "sandbox" -> Optional.of(Runner.SANDBOX);
          case "auto", "true", "off", "false" -> Optional.empty();
          default ->
              throw BuildFailure.usage(
                      "Cannot use the input `TESTS`: `%s` is none of auto, docker, sandbox, off"
                          .formatted(wanted))
                  .withHint("Leave it out for `auto`");
        };
    if (wanted.equals("off") || wanted.equals("false")) {
      return Optional.empty();
    }
    List<Path> folders = new ArrayList<>();
    inputs.text("SUBDIR").ifPresent(folder -> folders.add(workspace.resolve(folder).resolve(NAME)));
    folders.add(workspace.resolve(NAME));
    return folders.stream()
        .filter(Files::isDirectory)
        .findFirst()
        .map(folder -> new ImageTests(folder, runner, engine));
  }

  /**
   * Runs them.
   *
   * @throws BuildFailure where one fails
   */
  void run(ReadyImage image, Map<String, String> environment, EventSink events) {
    events.accept(
        new BuildEvent.Noted(
            Stage.LAUNCH, "Testing the image with `%s` of the repository".formatted(NAME)));
    Map<String, String> variables = new LinkedHashMap<>();
    NETWORK.stream()
        .filter(environment::containsKey)
        .forEach(name -> variables.put(name, environment.get(name)));
    variables.put("PYTHONDONTWRITEBYTECODE", "1");
    int code = run(image, certificates(environment), variables);
    if (code != 0) {
      throw BuildFailure.input("The tests in `%s` failed with exit code %d".formatted(NAME, code))
          .withHint("Read the lines of pytest above; `TESTS: off` leaves the tests out");
    }
    events.accept(new BuildEvent.Noted(Stage.LAUNCH, "The tests of `%s` passed".formatted(NAME)));
  }

  /** A copy of the authorities goes with the tests: their own folder may hold keys beside them. */
  private int run(ReadyImage image, Optional<Path> certificates, Map<String, String> variables) {
    List<String> command = List.of("bash", "-c", SCRIPT);
    Runner runner = wanted.orElseGet(() -> engine.getAsBoolean() ? Runner.DOCKER : Runner.SANDBOX);
    if (certificates.isEmpty()) {
      return image.run(runner, command, Map.of(folder, MOUNTED), variables);
    }
    try {
      Path copies = Files.createTempDirectory("repo2oci-certificates");
      Path copy = copies.resolve("ca.pem");
      try {
        Files.setPosixFilePermissions(copies, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.write(copy, Files.readAllBytes(certificates.get()));
        variables.put("PIP_CERT", CERTIFICATES + "/ca.pem");
        return image.run(runner, command, Map.of(folder, MOUNTED, copies, CERTIFICATES), variables);
      } finally {
        Files.deleteIfExists(copy);
        Files.delete(copies);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The authorities that this machine trusts beyond the usual ones, as behind a proxy. */
  private static Optional<Path> certificates(Map<String, String> environment) {
    return Stream.of("PIP_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
        .flatMap(name -> Optional.ofNullable(environment.get(name)).stream())
        .map(Path::of)
        .filter(Files::isRegularFile)
        .findFirst();
  }
}
