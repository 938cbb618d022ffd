package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.debian.DebWriter;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.image.Platform;
import org.repo2oci.lock.Rstudio;
import org.repo2oci.pypi.resolve.ServerSet;

class RstudioLockingTest {
  @TempDir private Path folder;
  private final List<BuildEvent> events = new ArrayList<>();
  private Workshop workshop;
  private Path deb;

  @BeforeEach
  void open() throws Exception {
    workshop =
        Workshop.open(
            new Workshop.Machine(Map.of(), Optional.empty(), folder.resolve("store"), 1),
            events::add);
    deb = write("amd64");
  }

  @AfterEach
  void close() throws Exception {
    workshop.close();
  }

  private Path write(String architecture) throws Exception {
    String control =
        """
        Package: rstudio-server
        Version: 2026.07.1+147
        Architecture: %s
        Depends: libc6 (>= 2.7), libclang-dev, libssl1.1 | libssl3, sudo
        """
            .formatted(architecture);
    byte[] bytes = DebWriter.deb("rstudio-server").control("control", control).bytes();
    return Files.write(folder.resolve("rstudio.deb"), bytes);
  }

  private RstudioDefinition definition(URI url, Digest sha256) throws Exception {
    RstudioDefinition shipped = RstudioDefinition.read(Path.of("buildpacks/rstudio"));
    return new RstudioDefinition(
        Map.of("linux/amd64", new RstudioDefinition.Deb("2026.07.1-147", url, sha256)),
        shipped.leaveOut(),
        shipped.exclude(),
        shipped.python(),
        shipped.preferences());
  }

  private RstudioLocking usual(URI url) throws Exception {
    return new RstudioLocking(
        workshop,
        new RstudioRequest.Usual(),
        Platform.LINUX_AMD64,
        definition(url, Digest.of(Files.readAllBytes(deb))));
  }

  private RstudioLocking given(String text) throws Exception {
    return new RstudioLocking(
        workshop,
        RstudioRequest.parse(text),
        Platform.LINUX_AMD64,
        definition(URI.create("file:///nowhere"), Digest.of(new byte[0])));
  }

  private List<String> warnings() {
    return events.stream()
        .flatMap(event ->
            event instanceof BuildEvent.Warned(var text)
                ? java.util.stream.Stream.of(text)
                : java.util.stream.Stream.empty())
        .toList();
  }

  @Test
  void anImageWithoutRHasNone() throws Exception {
    RstudioLocking.Chosen chosen = usual(deb.toUri()).choose(false);

    assertThat(chosen).isEqualTo(new RstudioLocking.Chosen(Optional.empty(), List.of()));
    assertThat(chosen.features()).isEmpty();
    assertThat(events).isEmpty();
  }

  @Test
  void thePackageSaysWhichOthersItNeeds() throws Exception {
    RstudioLocking.Chosen chosen = usual(deb.toUri()).choose(true);

    assertThat(chosen.rstudio()).get().isInstanceOf(Rstudio.Present.class);
    assertThat(chosen.rstudio().orElseThrow().label()).isEqualTo("2026.07.1+147");
    assertThat(chosen.depends()).containsExactly("libc6", "libssl1.1 | libssl3");
    assertThat(chosen.features()).singleElement().extracting("name").isEqualTo("rstudio");
  }

  @Test
  void theServerGetsTheProxyOnlyBesideIt() throws Exception {
    ServerSet server = new ServerSet(List.of("jupyterlab>=3"), new TreeMap<>(), List.of());
    RstudioLocking locking = usual(deb.toUri());

    assertThat(locking.with(server, locking.choose(false))).isEqualTo(server);
    assertThat(locking.with(server, locking.choose(true)).requirements())
        .containsExactly("jupyterlab>=3", "jupyter-rsession-proxy>=2.3,!=2.5.0");
  }

  @Test
  void whereItCannotBeHadTheImageIsBuiltWithoutIt() throws Exception {
    RstudioLocking.Chosen chosen = usual(URI.create("file:///no/such.deb")).choose(true);

    assertThat(chosen.rstudio()).get().isInstanceOf(Rstudio.Missing.class);
    assertThat(chosen.rstudio().orElseThrow().label()).startsWith("none: Cannot ");
    assertThat(warnings())
        .singleElement()
        .asString()
        .startsWith("The image is built without RStudio: Cannot ");
    assertThat(chosen.features()).isEmpty();
  }

  @Test
  void anotherPackageThanThePinnedOneIsNotUsed() throws Exception {
    RstudioLocking locking =
        new RstudioLocking(
            workshop,
            new RstudioRequest.Usual(),
            Platform.LINUX_AMD64,
            definition(deb.toUri(), Digest.of(new byte[] {1})));

    assertThat(locking.choose(true).rstudio()).get().isInstanceOf(Rstudio.Missing.class);
  }

  @Test
  void aPlatformForWhichThereIsNoneIsNamed() throws Exception {
    RstudioLocking locking =
        new RstudioLocking(
            workshop,
            new RstudioRequest.Usual(),
            Platform.LINUX_ARM64,
            RstudioDefinition.read(Path.of("buildpacks/rstudio")));

    assertThat(locking.choose(true).rstudio())
        .hasValue(new Rstudio.Missing("there is none for `linux/arm64`"));
    assertThat(warnings())
        .containsExactly("The image is built without RStudio: there is none for `linux/arm64`");
  }

  @Test
  void itMayBeLeftOut() throws Exception {
    assertThat(given("none").choose(true).rstudio())
        .hasValue(new Rstudio.Missing("it was asked for none"));
    assertThat(warnings()).isEmpty();
  }

  @Test
  void aFileOfTheUserIsUsedAndItsPathForgotten() throws Exception {
    RstudioLocking.Chosen chosen = given(deb.toString()).choose(true);

    assertThat(chosen.rstudio())
        .hasValue(
            new Rstudio.Present(
                "2026.07.1+147", "", Files.size(deb), Digest.of(Files.readAllBytes(deb))));
  }

  @Test
  void aFileOfTheUserThatIsMissingOrAnotherIsAnError() throws Exception {
    assertThatThrownBy(() -> given(folder.resolve("other.deb").toString()).choose(true))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("other.deb");
    assertThatThrownBy(() -> given(deb + "#sha256=" + "0".repeat(64)).choose(true))
        .isInstanceOf(BuildFailure.class);
  }

  @Test
  void aPackageOfAnotherMachineIsAnError() throws Exception {
    deb = write("arm64");

    assertThatThrownBy(() -> given(deb.toString()).choose(true))
        .hasMessageEndingWith("it is for `arm64`, not for `amd64`");
  }

  @Test
  void aUrlMayHaveADigest() {
    assertThat(RstudioRequest.parse("https://example.org/a.deb#sha256=" + "a".repeat(64)))
        .isEqualTo(
            new RstudioRequest.Given(
                URI.create("https://example.org/a.deb"), Optional.of(new Digest("a".repeat(64)))));
    assertThatThrownBy(() -> RstudioRequest.parse("https://example.org/a.deb#md5=1"))
        .hasMessage("`#md5=1` is not `#sha256=` and 64 hexadecimal digits");
  }
}
