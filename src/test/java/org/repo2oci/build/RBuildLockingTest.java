package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.cran.RDefinition;
import org.repo2oci.cran.RVersion;
import org.repo2oci.debian.DebWriter;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;

class RBuildLockingTest {
  @TempDir private Path folder;
  private final List<BuildEvent> events = new ArrayList<>();
  private Workshop workshop;
  private HttpServer server;
  private Path served;

  @BeforeEach
  void open() throws Exception {
    workshop =
        Workshop.open(
            new Workshop.Machine(Map.of(), Optional.empty(), folder.resolve("store"), 1),
            events::add);
    served = Files.createDirectory(folder.resolve("served"));
    server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            served.toRealPath(),
            SimpleFileServer.OutputLevel.NONE);
    server.start();
    write("4.4.3", "amd64");
  }

  @AfterEach
  void close() throws Exception {
    server.stop(0);
    workshop.close();
  }

  private Path write(String version, String architecture) throws Exception {
    String control =
        """
        Package: r-%s
        Version: 1
        Architecture: %s
        Depends: g++, libc6, libopenblas-dev, libx11-6, make
        """
            .formatted(version, architecture);
    String home = "./opt/R/%s/lib/R/".formatted(version);
    byte[] bytes =
        DebWriter.deb("r-" + version)
            .control("control", control)
            .file(home + "bin/R", "#!/bin/sh\n")
            .file(home + "library/MASS/DESCRIPTION", "Package: MASS\nVersion: 7.3-60\n")
            .bytes();
    return Files.write(served.resolve("r-%s.deb".formatted(version)), bytes);
  }

  private String pattern() {
    return "http://localhost:%d/r-{version}.deb".formatted(server.getAddress().getPort());
  }

  private Optional<RBuildLocking.Found> choose(RBuildRequest request, String... wanted)
      throws Exception {
    return choose(request, wanted.length == 0 ? Optional.empty() : Optional.of(asked(wanted[0])));
  }

  private static WantedR asked(String version) {
    return new WantedR(version, "runtime.txt", version.startsWith("4.9"));
  }

  private Optional<RBuildLocking.Found> choose(RBuildRequest request, Optional<WantedR> wanted)
      throws Exception {
    return choose(request, wanted, "amd64");
  }

  private Optional<RBuildLocking.Found> choose(
      RBuildRequest request, Optional<WantedR> wanted, String architecture) throws Exception {
    return new RBuildLocking(
            workshop, request, "trixie", architecture, RDefinition.read(Path.of("buildpacks/r")))
        .choose(wanted, Optional.empty());
  }

  private List<String> warnings() {
    return events.stream()
        .filter(BuildEvent.Warned.class::isInstance)
        .map(event -> ((BuildEvent.Warned) event).message())
        .toList();
  }

  @Test
  void thePackageSaysWhatItHasAndNeeds() throws Exception {
    RBuildLocking.Found found = choose(RBuildRequest.parse(pattern()), "4.4").orElseThrow();

    assertThat(found.facts().version()).isEqualTo("4.4.3");
    assertThat(found.facts().installed()).containsOnly(Map.entry("mass", new RVersion("7.3-60")));
    assertThat(found.depends())
        .containsExactly("libstdc++6", "libc6", "libopenblas0", "libx11-6", "libzmq5");
    assertThat(found.build().url()).endsWith("/r-4.4.3.deb");
  }

  @Test
  void aPatternIsForVersionsThatTheDistributionHasNot() throws Exception {
    assertThat(choose(RBuildRequest.parse(pattern()))).isEmpty();
  }

  @Test
  void aPatternNamesTheSystemAndTheArchitecture() throws Exception {
    Files.move(write("4.3.3", "arm64"), served.resolve("debian-13_4.3.3_arm64.deb"));
    RBuildRequest request =
        RBuildRequest.parse(pattern().replace("r-{version}", "{system}_{version}_{architecture}"));

    assertThat(choose(request, Optional.of(asked("4.3")), "arm64").orElseThrow().build().url())
        .endsWith("/debian-13_4.3.3_arm64.deb");
  }

  @Test
  void onePackageIsUsedWhateverIsAskedFor() throws Exception {
    RBuildRequest one = RBuildRequest.parse(served.resolve("r-4.4.3.deb").toString());

    assertThat(choose(one).orElseThrow().build().url()).isEmpty();
    assertThat(warnings()).isEmpty();
    assertThat(choose(one, "4.2")).isPresent();
    assertThat(warnings())
        .singleElement()
        .asString()
        .startsWith("`runtime.txt` asks for R 4.2, and the image has R 4.4.3");
  }

  @Test
  void whatAUrlGaveFirstIsWhatItHasToGive() throws Exception {
    RBuildRequest request = RBuildRequest.parse(pattern());
    Digest first = choose(request, "4.4").orElseThrow().build().sha256();
    assertThat(workshop.store().blob(first)).isPresent();
    Files.delete(workshop.store().blob(first).orElseThrow().file());
    Files.write(
        served.resolve("r-4.4.3.deb"), new byte[] {0}, java.nio.file.StandardOpenOption.APPEND);

    assertThatThrownBy(() -> choose(request, "4.4")).isInstanceOf(BuildFailure.class);
  }

  @Test
  void whereItCannotBeHadTheDistributionsStandsInOrTheBuildEnds() throws Exception {
    assertThat(choose(new RBuildRequest.None(), "4.2")).isEmpty();
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("asks for R 4.2, and the image has R 4.5.0", "`r-base=4.2` in environment.yml");
    assertThatThrownBy(() -> choose(new RBuildRequest.None(), "4.9"))
        .hasMessageContaining("Cannot use R 4.9, which `runtime.txt` asks for");
  }

  @Test
  void anRThatTheUserNamesAndThatCannotBeHadIsAnError() {
    assertThatThrownBy(() -> choose(RBuildRequest.parse(pattern()), "4.2"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("404");
  }

  @Test
  void anotherMachinesOrNoRIsAnError() throws Exception {
    Path arm = write("4.3.3", "arm64");
    assertThatThrownBy(() -> choose(RBuildRequest.parse(arm.toString())))
        .hasMessageEndingWith("it is for `arm64`, not for `amd64`");
    Path empty =
        Files.write(
            folder.resolve("empty.deb"),
            DebWriter.deb("empty")
                .control("control", "Package: x\nVersion: 1\nArchitecture: amd64\n")
                .bytes());
    assertThatThrownBy(() -> choose(RBuildRequest.parse(empty.toString())))
        .hasMessageContaining("no one `/opt/R/x.y.z/lib/R`");
  }

  @Test
  void aPlaceMayHaveADigestOrVersions() {
    assertThat(RBuildRequest.parse("none")).isEqualTo(new RBuildRequest.None());
    assertThat(RBuildRequest.parse("/a/r-{version}.deb"))
        .isEqualTo(new RBuildRequest.Given("file:///a/r-{version}.deb", Optional.empty()));
    assertThatThrownBy(() -> RBuildRequest.parse("https://example.org/r.deb#md5=1"))
        .hasMessageStartingWith("`#md5=1` is not");
    assertThatThrownBy(
            () -> RBuildRequest.parse("https://example.org/{version}#sha256=" + "a".repeat(64)))
        .hasMessage("packages of several versions have no one digest");
  }
}
