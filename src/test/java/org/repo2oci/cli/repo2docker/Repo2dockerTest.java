package org.repo2oci.cli.repo2docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.cli.application.HostSettings;

class Repo2dockerTest {
  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>(Map.of("USER", "me"));
  private final List<String> asked = new ArrayList<>();
  private Optional<String> engineMissing = Optional.empty();
  private int userId = 1234;

  private record Result(int code, String out, String err) {}

  @BeforeEach
  void repository() throws IOException {
    Files.createDirectories(folder.resolve("repo"));
  }

  private Result run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    HostSettings host =
        new HostSettings(
            environment,
            Optional.empty(),
            folder.resolve("cache"),
            folder,
            folder,
            false,
            false,
            2,
            userId);
    int code =
        new Repo2docker(
                "jupyter-repo2docker",
                host,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                () -> engineMissing,
                command -> {
                  asked.addAll(List.of(command));
                  return 42;
                })
            .run(List.of(words));
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Result line(String words) {
    return run(words.isEmpty() ? new String[0] : words.split(" "));
  }

  /** Exit code and last line as the real program has them, but for what stands below. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | the following arguments are required: repo, cmd",
        "--no-build | the following arguments are required: repo, cmd",
        "--no-build -- | the following arguments are required: repo, cmd",
        "--he | ambiguous option: --he could match --help, --help-all",
        "--no repo | ambiguous option: --no could match --no-build, --no-run, --no-clean, --no-push",
        "--us 5 repo | ambiguous option: --us could match --user-id, --user-name",
        "--b repo | ambiguous option: --b could match --build, --build-memory-limit, --build-arg",
        "--p repo | ambiguous option: --p could match --publish, --publish-all, --push",
        "--c repo | ambiguous option: --c could match --config, --clean, --cache-from",
        "--e X repo | ambiguous option: --e could match --env, --editable, --engine",
        "--r x repo | ambiguous option: --r could match --ref, --run",
        "--image-name | argument --image-name: expected one argument",
        "--image-name -x repo | argument --image-name: expected one argument",
        "--ref -- x | argument --ref: expected one argument",
        "--appendix -x repo | argument --appendix: expected one argument",
        "--label --no-build repo | argument --label: expected one argument",
        "--volume | argument --volume/-v: expected one argument",
        "--publish | argument --publish/-p: expected one argument",
        "--no-build=1 repo | argument --no-build: ignored explicit argument '1'",
        "--debug=1 repo | argument --debug: ignored explicit argument '1'",
        "-Px repo | argument --publish-all/-P: ignored explicit argument 'x'",
        "--user-id abc repo | argument --user-id: invalid int value: 'abc'",
        "--user-id 1.5 repo | argument --user-id: invalid int value: '1.5'",
        "--foo --no-build repo | argument --foo: expected one argument",
        "--foo bar repo | argument --foo: expected one argument",
        "-x repo | argument -x: expected one argument",
        "--Repo2Docker.subdir x repo | argument --Repo2Docker.subdir: expected one argument",
      })
  void aLineThatIsWrongEndsWithTwo(String words, String message) {
    assertThat(line(words))
        .isEqualTo(
            new Result(
                2,
                "",
                "usage: jupyter-repo2docker [options] repo [cmd ...]\njupyter-repo2docker: error: "
                    + message
                    + "\n"));
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Test.com/x", "_x", "test..com/x", "Test/Invalid", "x:", ""})
  void anImageNameThatIsNoneEndsWithTwo(String name) {
    Result result = run("--image-name=" + name, "repo");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("'" + name + "' is not a valid docker image name.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--user-id 0 repo | Root as the primary user in the image is not permitted.",
        "-p 8888 --no-build repo | To publish user-defined port mappings, the container must also be run",
        "-p 8888 --no-run repo | To publish user-defined port mappings, the container must also be run",
        "-P --no-run repo | To publish user-defined port mappings, the container must also be run",
        "-p 80:80 -p 90:90 repo | To publish user-defined port mapping, you must specify the command",
        "-p abc repo | Port specification \"abc\" has an invalid port.",
        "-p :80 repo | Port specification \":80\" has an invalid port.",
        "-pP repo | Port specification \"P\" has an invalid port.",
        "-p 99999:80 repo cmd | Port specification \"99999:80\" specifies a port outside 1-65535.",
        "-p 80:99999 repo cmd | Port specification \"80:99999\" specifies a port outside 1-65535.",
        "-p 80:80/xyz repo cmd | Port specification \"80:80/xyz\" has an invalid protocol.",
        "-e FOO=bar --no-run repo | To specify environment variables, you also need to run the container",
        "-e FOO=bar --no-build repo | To specify environment variables, you also need to run",
        "-e USER --no-build repo | To specify environment variables, you also need to run the container",
        "-v a:b --no-build repo | Cannot mount volumes if container is not run",
        "-v a repo | `--volume a` is not FOLDER:PATH",
        "-v a:b:ro repo | `--volume a:b:ro` is not FOLDER:PATH",
        "-E --no-run repo | To Mount volumes with -v, you also need to run the container",
        "-E nosuchdir | Cannot mount \"nosuchdir\" in editable mode as it is not a directory",
        "--Repo2Docker.dry_run=maybe repo | The 'dry_run' trait of a Repo2Docker instance expected a boolean",
        "--Repo2Docker.user_id=abc repo | The 'user_id' trait of a Repo2Docker instance expected an int",
        "--Repo2Docker.run=False -e A=b repo | To specify environment variables, you also need to run",
        "--push --no-run repo | `--push` needs `--image-name`",
      })
  void whatCannotBeEndsWithOne(String words, String message) {
    Result result = line(words);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).contains(message);
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "repo | launch U --engine=docker -- repo",
        "--no-run repo | build U --output=docker-daemon -- repo",
        "--no-build repo | plan U -- repo",
        "--build --no-build repo | plan U -- repo",
        "--no-build --build repo | launch U --engine=docker -- repo",
        "--run --no-run repo | build U --output=docker-daemon -- repo",
        "--push --run --no-build repo | plan U -- repo",
        "--no-b repo | plan U -- repo",
        "--no-build -- repo | plan U -- repo",
        "--no-build repo cmd --no-run --image --no | plan U -- repo",
        "-- -x | launch U --engine=docker -- -x",
        "-1 | launch U --engine=docker -- -1",
        "repo --help | launch U --engine=docker -- repo --help",
        "repo -- cmd -x -- y | launch U --engine=docker -- repo cmd -x -- y",
        "--image=a --push --no-run repo | build U --tag=a --push -- repo",
        "--im a --push repo | launch U --engine=docker --tag=a --push -- repo",
        "--image-name test.COM/valid_name:1.0.0 --no-run repo | build U --tag=test.COM/valid_name:1.0.0 --output=docker-daemon -- repo",
        "--ref=x --s y --no-build other | plan --ref=x --subdir=y U -- other",
        "--ref= --no-build repo | plan U -- repo",
        "--debug --json --no-build repo | plan --json-logs --debug U -- repo",
        "--label a=b=c --label d --no-build repo | plan U --label=a=b=c --label=d= -- repo",
        "--build-arg a=b --t /srv/repo --no-build repo | plan U --target-repo-dir=/srv/repo --build-arg=a=b -- repo",
        "--build-memory-limit=1000 --no-run repo | build U --build-memory-limit=1000 --output=docker-daemon -- repo",
        "-e A=b -e USER -e NOTSET -e C= repo | launch U --engine=docker --env=A=b --env=USER=me --env=C= -- repo",
        "-v a:/b repo | launch U --engine=docker --volume=a:/b -- repo",
        "--engine sandbox repo | launch U --engine=sandbox -- repo",
        "--engine kaniko --no-run --image-name=a --push repo | build U --tag=a --push -- repo",
        "--no-clean --clean --no-push --no-build repo | plan U -- repo",
        "-p 9000:8888 repo | launch U --engine=docker --publish=9000:8888 -- repo",
        "-p 80 -p 127.0.0.1:90:91/udp repo cmd | launch U --engine=docker --publish=80 --publish=127.0.0.1:90:91/udp -- repo cmd",
        "-P repo | launch U --engine=docker --publish-all -- repo",
        "-p 1:2 --Repo2Docker.ports={'80/udp':8080} repo | launch U --engine=docker --publish=1:2 -- repo",
        "--Repo2Docker.ports={'80/udp':8080,81:None,'82':('::1',5),'83':[6,'7']} repo | launch U --engine=docker --publish=8080:80/udp --publish=:81 --publish=[::1]:5:82 --publish=6:83 --publish=7:83 -- repo",
        "--Repo2Docker.all_ports=True repo | launch U --engine=docker --publish-all -- repo",
        "--Repo2Docker.default_buildpack=None --no-build repo | plan --require-environment U -- repo",
        "--Repo2Docker.ref=None --no-build repo | plan U -- repo",
        "--Repo2Docker.log_level=DEBUG --no-build repo | plan --debug U -- repo",
        "--Application.log_level=10 --no-build repo | plan --debug U -- repo",
        "--Repo2Docker.dry_run=1 repo | plan U -- repo",
        "--Repo2Docker.labels={'a':1} --no-build repo | plan U --label=a=1 -- repo",
        "--Repo2Docker.labels=a=b --no-build repo | plan U --label=a=b -- repo",
        "--Repo2Docker.run_cmd=['a','b'] repo | launch U --engine=docker -- repo a b",
      })
  void aLineBecomesACommand(String words, String command) {
    assertThat(line(words).code()).isEqualTo(42);
    assertThat(asked)
        .containsExactlyElementsOf(
            List.of(
                command
                    .replaceFirst("^(launch|build)", "$1 --verbose")
                    .replace(" U", " --user-id=1234 --user-name=me")
                    .split(" ")));
  }

  @Test
  void binderHubsLineIsUnderstood() {
    environment.clear();
    Result result =
        run(
            "--ref=abc",
            "--image=localhost:5000/a--b:abc",
            "--no-clean",
            "--no-run",
            "--json-logs",
            "--user-name=jovyan",
            "--user-id=1000",
            "--appendix",
            "USER root\nRUN true\n",
            "--push",
            "--Repo2Docker.default_buildpack=None",
            "--DockerEngine.extra_init_args={\"timeout\":1200}",
            "https://example.org/r");

    assertThat(asked)
        .containsExactly(
            "build",
            "--json-logs",
            "--verbose",
            "--ref=abc",
            "--require-environment",
            "--user-id=1000",
            "--user-name=jovyan",
            "--appendix=USER root\nRUN true\n",
            "--tag=localhost:5000/a--b:abc",
            "--push",
            "--",
            "https://example.org/r");
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines())
        .hasSize(1)
        .allMatch(line -> line.startsWith("{\"message\": \"warning: `") && line.endsWith("}"));
  }

  @Test
  void inJsonARefusalIsOneFailedLine() {
    assertThat(line("--json-logs --no"))
        .isEqualTo(
            new Result(
                2,
                "",
                "{\"message\": \"usage: jupyter-repo2docker [options] repo [cmd ...]\\n"
                    + "jupyter-repo2docker: error: ambiguous option: --no could match --no-build,"
                    + " --no-run, --no-clean, --no-push\\n\", \"phase\": \"failed\"}\n"));
    assertThat(line("--json-logs --user-id 0 repo").err())
        .startsWith("{\"message\": \"Root as the primary user")
        .endsWith("\"phase\": \"failed\"}\n");
  }

  @Test
  void rootIsRefusedUnlessNothingIsBuilt() {
    userId = 0;
    environment.put("USER", "root");
    assertThat(line("repo").code()).isEqualTo(1);
    assertThat(line("--no-build repo").code()).isEqualTo(42);
    assertThat(asked).containsExactly("plan", "--user-name=jovyan", "--", "repo");
  }

  @Test
  void aCallersNameThatCannotBeInTheImageIsNotUsed() {
    environment.put("USER", "John.Doe");
    assertThat(line("--no-run repo").err()).contains("The image's user is called `jovyan`");
    assertThat(asked).contains("--user-name=jovyan");
  }

  @Test
  void withoutAnEngineTheImageRunsInTheSandboxAndALineSaysSo() {
    engineMissing = Optional.of("No Docker Engine answers");
    assertThat(line("repo").err())
        .contains("in our own sandbox, because no Docker Engine can be used: No Docker Engine");
    assertThat(asked).contains("--engine=sandbox");
  }

  @Test
  void editableMountsTheRepositoryOverItself() {
    line("-E repo");
    assertThat(asked).contains("--volume=" + folder.resolve("repo") + ":.");
  }

  @Test
  void aFolderHasNoRef() {
    assertThat(line("--ref x --no-build repo").err()).contains("`--ref` is ignored");
    assertThat(asked).doesNotContain("--ref=x");
  }

  @Test
  void layersAreTakenFromTheImagesOfCacheFrom() {
    line("--cache-from a --no-build repo");
    assertThat(asked).contains("--cache-from=a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "--version repo", "repo --version", "--help-all x"})
  void whatIsOnlyAskedForIsAnsweredWhateverElseTheLineSays(String words) {
    Result result = line(words);
    assertThat(result.code()).isZero();
    assertThat(result.out()).isNotBlank();
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "--no-run -h", "--help repo"})
  void helpNamesEveryOption(String words) {
    Result result = line(words);
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .startsWith("usage: jupyter-repo2docker [options] repo [cmd ...]\n")
        .contains("--image-name NAME", "--publish, -p", "--cache-from");
    assertThat(result.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void aFileOfSettingsGoesBehindTheCommandLine() throws IOException {
    Files.writeString(
        folder.resolve("repo2docker_config.py"),
        """
        # Settings
        import os
        c = get_config()  # noqa
        c.Repo2Docker.run = False
        c.Repo2Docker.user_id = 5; c.Repo2Docker.user_name = "other"
        c.Repo2Docker.user_name = 'from' "file"  # a comment
        c.Repo2Docker.labels = {
            "a": "1",  # one
            'b': '''2''',
        }
        c.Repo2Docker.appendix = \"""
        RUN true
        \"""
        if True:
            c.Repo2Docker.run = True
        c.Repo2Docker.output_image_spec = os.environ["X"]
        """);
    Result result = run("--user-id", "7", "--label", "a=3", "repo");
    assertThat(asked)
        .containsExactly(
            "build",
            "--verbose",
            "--user-id=7",
            "--user-name=fromfile",
            "--appendix=\nRUN true\n",
            "--label=a=3",
            "--label=b=2",
            "--output=docker-daemon",
            "--",
            "repo");
    assertThat(result.err().lines().map(line -> line.replaceFirst(" is ignored.*", "")))
        .containsExactly(
            "warning: `repo2docker_config.py` at line 2",
            "warning: `repo2docker_config.py` at line 5",
            "warning: `repo2docker_config.py` at line 14",
            "warning: `repo2docker_config.py` at line 16");
  }

  @Test
  void aFileOfJsonIsReadToo() throws IOException {
    Files.writeString(
        folder.resolve("my.json"),
        """
        {"Repo2Docker": {"dry_run": true, "repo": "x", "ref": "y"}, "Other": {"a": 1}}
        """);
    Result result = line("--config my.json other");
    assertThat(asked).startsWith("plan", "--ref=y");
    assertThat(result.err())
        .contains("Ignoring Repo2Docker.repo=\"x\" configuration", "`Other.a` is ignored");
  }

  @Test
  void aFileThatIsNoJsonIsRefused() throws IOException {
    Files.writeString(folder.resolve("my.json"), "{bad");
    assertThat(line("--config my.json repo").out()).contains("Cannot read `my.json` at line 1");
  }
}
