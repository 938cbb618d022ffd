package org.repo2oci.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.build.RBuildRequest;
import org.repo2oci.build.RstudioRequest;
import org.repo2oci.cli.application.BuildArguments;
import org.repo2oci.cli.application.Compression;
import org.repo2oci.cli.application.EarlierArguments;
import org.repo2oci.cli.application.ImageArguments;
import org.repo2oci.cli.application.LaunchArguments;
import org.repo2oci.cli.application.MachineArguments;
import org.repo2oci.cli.application.OutputTarget;
import org.repo2oci.cli.application.PruneArguments;
import org.repo2oci.cli.application.ResolveArguments;
import org.repo2oci.cli.application.SourceArguments;
import org.repo2oci.cli.application.StepArguments;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Platform;
import org.repo2oci.launch.PublishedPort;
import org.repo2oci.launch.PublishedPort.Transport;
import org.repo2oci.launch.Publishing;
import org.repo2oci.plan.Optimization;

class CommandsTest {
  private static final Compression GZIP =
      new Compression(Compression.Algorithm.GZIP, OptionalInt.empty());

  private final Program program = new Program();

  @Test
  void buildWithNoOptionsUsesTheDefaults() {
    program.run("build", ".");

    assertThat(program.application.asked)
        .containsExactly(
            new BuildArguments(
                new SourceArguments(".", Optional.empty(), Optional.empty(), false),
                new ResolveArguments(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Platform.LINUX_AMD64,
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    new RBuildRequest.Usual(),
                    EarlierArguments.usual(),
                    new RstudioRequest.Usual()),
                new ImageArguments(Optional.empty(), 1000, "jovyan", Map.of(), GZIP, "", Map.of()),
                StepArguments.usual(),
                new MachineArguments(Path.of("/home/me/.cache/repo2oci/store"), 4),
                List.of(),
                false,
                List.of()));
  }

  @Test
  void everyOptionOfBuildArrives() {
    program.run(
        ("build https://example.org/r.git --ref v1 --subdir a/b --lock l.json"
                + " --base-image quay.io/a/b:1 --debian-mirror https://example.org/debian"
                + " --index-url https://example.org/simple --extra-index-url https://e1.example.org"
                + " --extra-index-url https://e2.example.org --find-links wheels --buildpack mine"
                + " --channel mine --channel https://example.org/theirs"
                + " --conda-channel-alias https://conda.example.org"
                + " --cran-mirror https://cran.example.org"
                + " --r-builds https://example.org/r-{version}.deb"
                + " --rstudio-deb https://example.org/rstudio.deb"
                + " --platform linux/arm64 --target-repo-dir /srv/repo --user-id 1100"
                + " --user-name ada --default-url tree --label a=b --label c=d=e --appendix USER --build-arg k=v=w --compression zstd:19"
                + " --no-cache-steps --step-timeout 90m --build-memory-limit 4G"
                + " --cache-from quay.io/me/x:main --cache-from y:2 --cache-repo quay.io/me/layers"
                + " --upgrade --upgrade-package numpy --upgrade-package six --max-lock-age 7d"
                + " -t quay.io/me/x:1 --tag y --push --output docker-daemon --output oci:dir"
                + " --output oci-archive:a.tar --output docker-archive:b.tar --threads 2 --store /s")
            .split(" "));

    assertThat(program.application.asked)
        .containsExactly(
            new BuildArguments(
                new SourceArguments(
                    "https://example.org/r.git", Optional.of("v1"), Optional.of("a/b"), false),
                new ResolveArguments(
                    Optional.of(Path.of("l.json")),
                    Optional.of(ImageReference.parse("quay.io/a/b:1")),
                    Optional.of(URI.create("https://example.org/debian")),
                    Platform.LINUX_ARM64,
                    List.of(Path.of("mine")),
                    Optional.of(URI.create("https://example.org/simple")),
                    List.of(
                        URI.create("https://e1.example.org"), URI.create("https://e2.example.org")),
                    List.of("wheels"),
                    List.of("mine", "https://example.org/theirs"),
                    Optional.of(URI.create("https://conda.example.org")),
                    Optional.of("https://cran.example.org"),
                    new RBuildRequest.Given(
                        "https://example.org/r-{version}.deb", Optional.empty()),
                    new EarlierArguments(
                        List.of(
                            ImageReference.parse("quay.io/me/x:main"), ImageReference.parse("y:2")),
                        Optional.of(ImageReference.parse("quay.io/me/layers")),
                        true,
                        List.of("numpy", "six"),
                        Optional.of(Duration.ofDays(7)),
                        false),
                    new RstudioRequest.Given(
                        URI.create("https://example.org/rstudio.deb"), Optional.empty())),
                new ImageArguments(
                    Optional.of("/srv/repo"),
                    1100,
                    "ada",
                    Map.of("a", "b", "c", "d=e"),
                    new Compression(Compression.Algorithm.ZSTD, OptionalInt.of(19)),
                    "USER",
                    Map.of("k", "v=w"),
                    Optimization.NODE,
                    Optional.of("/tree")),
                new StepArguments(
                    true, Optional.of(Duration.ofMinutes(90)), Optional.of(4_000_000_000L)),
                new MachineArguments(Path.of("/s"), 2),
                List.of(ImageReference.parse("quay.io/me/x:1"), ImageReference.parse("y")),
                true,
                List.of(
                    new OutputTarget.DockerDaemon(),
                    new OutputTarget.OciLayout(Path.of("dir")),
                    new OutputTarget.OciArchive(Path.of("a.tar")),
                    new OutputTarget.DockerArchive(Path.of("b.tar")))));
  }

  @Test
  void buildWritesEachNameOnceWithTheDigest() {
    Program.Result result =
        program.run("build", ".", "-t", "quay.io/me/x:1", "-t", "quay.io/me/x:latest", "-t", "y");

    assertThat(result.out().lines())
        .containsExactly(
            "quay.io/me/x@sha256:" + "0123456789abcdef".repeat(4),
            "y@sha256:" + "0123456789abcdef".repeat(4));
  }

  @Test
  void underJsonLogsEvenTheDataIsAnObjectALine() {
    assertThat(program.run("build", ".", "--json-logs").out())
        .startsWith("{\"message\": \"demo@sha256:")
        .endsWith("\\n\", \"phase\": \"building\"}\n");
  }

  @Test
  void launchPrintsLinks() {
    Program.Result result =
        program.run("launch", ".", "--engine=docker", "--port=8888", "--urlpath=tree", "--keep");

    assertThat(result.out())
        .isEqualTo(
            """
            JupyterLab  http://127.0.0.1:8888/lab?token=abc123
            Notebook    http://127.0.0.1:8888/tree?token=abc123
            """);
    assertThat(program.application.asked.getFirst())
        .isInstanceOfSatisfying(
            LaunchArguments.class,
            launch -> {
              assertThat(launch.runner()).isEqualTo(LaunchArguments.Runner.DOCKER);
              assertThat(launch.port()).hasValue(8888);
              assertThat(launch.urlPath()).contains("tree");
              assertThat(launch.keep()).isTrue();
            });
  }

  @Test
  void launchPublishesPorts() {
    program.run("launch", ".", "-p", "80", "--publish=127.0.0.1:8080:80/udp", "-P");

    assertThat(program.application.asked.getFirst())
        .isInstanceOfSatisfying(
            LaunchArguments.class,
            launch ->
                assertThat(launch.publishing())
                    .isEqualTo(
                        new Publishing(
                            List.of(
                                new PublishedPort(Optional.empty(), 80, 80, Transport.TCP),
                                new PublishedPort(
                                    Optional.of("127.0.0.1"), 8080, 80, Transport.UDP)),
                            true)));
    assertThat(program.run("launch", ".", "-p", "80:99999").err())
        .contains("Invalid value for `--publish`", "specifies a port outside 1-65535");
  }

  @Test
  void lockGoesToStandardOutputOrToAFile(@TempDir Path folder) throws IOException {
    assertThat(program.run("lock", ".").out()).isEqualTo("{\"version\": 1}\n");

    Path file = folder.resolve("lock.json");
    assertThat(program.run("lock", ".", "-o", file.toString()).out()).isEmpty();
    assertThat(file).hasContent("{\"version\": 1}\n");
  }

  @Test
  void aLockThatCannotBeWrittenIsAFailure(@TempDir Path folder) {
    Program.Result result =
        program.run("lock", ".", "-o", folder.resolve("no/lock.json").toString());

    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err()).startsWith("error: Cannot write the lock to `").contains("hint:");
  }

  @Test
  void reportsAreTablesOrJson() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line :
        List.of(
            "plan .",
            "plan . --json",
            "inspect quay.io/me/x:1",
            "inspect quay.io/me/x:1 --json",
            "diff quay.io/me/x:1 oci:/work/x",
            "diff quay.io/me/x:1 oci:/work/x --json",
            "cache ls",
            "cache ls --json",
            "cache prune --all")) {
      text.append(program.run(line.split(" ")).text()).append('\n');
    }
    Golden.check("reports", text.toString());
  }

  @Test
  void limitsOfPruneArrive() {
    program.run(
        "cache prune --older-than=2w --max-size=1.5GiB --store=/s --repo quay.io/me/layers"
            .split(" "));

    assertThat(program.application.asked)
        .containsExactly(
            new PruneArguments(
                new MachineArguments(Path.of("/s"), 4),
                false,
                Optional.of(Duration.ofDays(14)),
                OptionalLong.of(1_610_612_736),
                Optional.of(ImageReference.parse("quay.io/me/layers"))));
  }
}
