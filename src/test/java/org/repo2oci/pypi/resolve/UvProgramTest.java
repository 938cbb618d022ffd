package org.repo2oci.pypi.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.HttpFetcher;
import org.repo2oci.fetch.NetworkSettings;
import org.repo2oci.image.Digest;
import org.repo2oci.image.Platform;
import org.repo2oci.pypi.index.IndexSettings;
import org.repo2oci.pypi.wheel.WheelBuilder;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.store.FakeStore;

class UvProgramTest {
  private static final String NAME = "uv-1-py3-none-any.whl";

  @TempDir Path folder;
  private final WheelBuilder wheel =
      WheelBuilder.of("uv", "1").file("uv-1.data/scripts/uv", "the program");
  private FakeStore store;
  private Path links;
  private final FakeSandbox pip =
      new FakeSandbox((step, lines) -> {
        wheel.write(FakeSandbox.bound(step, "/uv"));
        return 0;
      });
  private final FakeSandbox noSandbox =
      new FakeSandbox((step, lines) -> {
        throw new AssertionError(step);
      });

  @BeforeEach
  void prepare() throws Exception {
    store = new FakeStore(Files.createDirectory(folder.resolve("store")));
    links = Files.createDirectory(folder.resolve("links"));
  }

  private record Boxes() implements Toolboxes {
    @Override
    public List<RootLayer> python() {
      return List.of(new RootLayer(buildKey(), Path.of("/python")));
    }

    @Override
    public List<RootLayer> build() {
      throw new AssertionError();
    }

    @Override
    public String interpreter() {
      return "/usr/bin/python3.13";
    }

    @Override
    public Digest buildKey() {
      return Digest.of(new byte[0]);
    }
  }

  private String program(FakeSandbox sandbox, IndexSettings settings)
      throws IOException, InterruptedException {
    byte[] bytes = wheel.zip().bytes();
    UvRelease release =
        new UvRelease(
            "1",
            Map.of(Platform.LINUX_AMD64, new UvRelease.Wheel(NAME, bytes.length, wheel.digest())));
    try (HttpFetcher fetcher = new HttpFetcher(NetworkSettings.defaults(), store, event -> {})) {
      Path program =
          new UvProgram(store, fetcher, sandbox, new Boxes(), release)
              .get(Platform.LINUX_AMD64, settings);
      assertThat(program).isExecutable();
      return Files.readString(program);
    }
  }

  private static IndexSettings linksTo(Path place, boolean noIndex) {
    return new IndexSettings(
        Optional.empty(),
        List.of(),
        List.of(place.toString()),
        noIndex,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  @Test
  void takesTheWheelOfAFolderThatTheMachineNames() throws Exception {
    wheel.write(links);

    assertThat(program(noSandbox, linksTo(links, false))).isEqualTo("the program");
    Files.delete(links.resolve(NAME));
    assertThat(program(noSandbox, linksTo(links, false))).as("kept").isEqualTo("the program");
  }

  @Test
  void asksPipWhereNoIndexIsNamed() throws Exception {
    assertThat(program(pip, IndexSettings.none())).isEqualTo("the program");

    assertThat(pip.steps())
        .singleElement()
        .satisfies(step -> {
          assertThat(step.network()).isTrue();
          assertThat(step.command()).contains("download", "--require-hashes");
        });
  }

  @Test
  void refusesAnotherWheelThanThePinnedOne() throws Exception {
    FakeSandbox other =
        new FakeSandbox((step, lines) -> {
          Files.write(
              FakeSandbox.bound(step, "/uv").resolve(NAME),
              "something else".getBytes(StandardCharsets.UTF_8));
          return 0;
        });

    BuildFailure failure =
        catchThrowableOfType(BuildFailure.class, () -> program(other, IndexSettings.none()));

    assertThat(failure.message()).isEqualTo("Cannot download uv 1");
    assertThat(failure.kind()).isEqualTo(BuildFailure.Kind.ENVIRONMENT);
  }

  @Test
  void asksNobodyElseWhereTheMachineAllowsNoIndex() {
    BuildFailure failure =
        catchThrowableOfType(BuildFailure.class, () -> program(pip, linksTo(links, true)));

    assertThat(failure.message()).isEqualTo("Cannot find uv 1 in the machine's package index");
    assertThat(failure.hints().getFirst()).contains(NAME);
    assertThat(pip.steps()).isEmpty();
  }

  @Test
  void saysThatAnotherPlatformsProgramsDoNotRun() {
    FakeSandbox other =
        new FakeSandbox((step, lines) -> {
          lines.add("env: '/bin/sh': Exec format error");
          return 126;
        });

    assertThat(
            catchThrowableOfType(BuildFailure.class, () -> program(other, IndexSettings.none()))
                .hints())
        .singleElement()
        .asString()
        .contains("qemu-user-static");
  }

  @Test
  void saysWhyPipFails() {
    FakeSandbox failing =
        new FakeSandbox((step, lines) -> {
          lines.add("ERROR: Could not find a version");
          return 1;
        });

    BuildFailure failure =
        catchThrowableOfType(BuildFailure.class, () -> program(failing, IndexSettings.none()));

    assertThat(failure.details()).containsExactly("ERROR: Could not find a version");
    assertThat(failure.hints().getFirst()).contains("PIP_INDEX_URL");
  }
}
