package org.repo2oci.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.event.BuildEvent;

/** Which ways of running a program machines allow; what they allow is what a script here says. */
class SandboxProbeTest {
  private static final String RANGE = "--user --map-root-user --map-auto --mount --pid --fork -- ";
  private static final String SINGLE = "--user --map-root-user --mount --pid --fork -- ";
  private static final String HOST = "--mount --pid --fork -- ";

  @TempDir Path folder;
  private final List<BuildEvent> events = new ArrayList<>();
  private String mount = "";

  @BeforeEach
  void makePrograms() throws IOException {
    mount = program("mount", "exit 9") + " -t tmpfs repo2oci /tmp";
  }

  private Path program(String name, String script) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A machine that allows the calls of {@code unshare} with these options. */
  private SandboxProbe.Found on(int uid, String... allowed) throws IOException {
    StringBuilder script = new StringBuilder("echo \"$*\" >>%s/calls\n".formatted(folder));
    script.append("case \"$*\" in\n");
    for (String options : allowed) {
      script.append("  '%s') exit 0 ;;\n".formatted(options + mount));
    }
    script.append("esac\necho '  unshare: Operation not permitted  ' >&2\nexit 1");
    program("unshare", script.toString());
    SandboxSettings settings =
        new SandboxSettings(uid, uid, List.of(folder), Optional.empty(), 4096, Map.of());
    return SandboxProbe.mapping(settings, new HostPrograms(List.of(folder)), events::add);
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(folder.resolve("calls"));
  }

  @Test
  void rootThatMayMountNeedsNoUserNamespace() throws IOException {
    assertThat(on(0, HOST, SINGLE, RANGE)).isEqualTo(new SandboxProbe.Found(IdMapping.HOST, ""));
    assertThat(calls()).containsExactly(HOST + mount);
    assertThat(events).isEmpty();
  }

  @Test
  void rootThatMayNotMountIsLikeAnyUser() throws IOException {
    assertThat(on(0, SINGLE, RANGE)).isEqualTo(new SandboxProbe.Found(IdMapping.RANGE, ""));
    assertThat(events).isEmpty();
  }

  @Test
  void aUserIsNeverTriedAsRoot() throws IOException {
    assertThat(on(1000, HOST, SINGLE, RANGE))
        .isEqualTo(new SandboxProbe.Found(IdMapping.RANGE, ""));
    assertThat(calls()).containsExactly(SINGLE + mount, RANGE + mount);
  }

  @Test
  void aRangeIsNotTriedWhereOneIdIsRefusedForThatWouldHang() throws IOException {
    assertThat(on(1000, RANGE))
        .isEqualTo(new SandboxProbe.Found(IdMapping.NONE, "unshare: Operation not permitted"));
    assertThat(calls()).containsExactly(SINGLE + mount);
    assertThat(events)
        .containsExactly(
            new BuildEvent.Warned(
                "This machine refuses a sandbox, so nothing of a repository or a package can be"
                    + " run (unshare: Operation not permitted)"));
  }

  @Test
  void withoutARangeItSaysWhatToInstall() throws IOException {
    assertThat(on(1000, SINGLE)).isEqualTo(new SandboxProbe.Found(IdMapping.SINGLE, ""));
    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            BuildEvent.Warned.class,
            warned ->
                assertThat(warned.message())
                    .contains("one user id", "unshare: Operation not permitted", "`uidmap`"));
  }
}
