package org.repo2oci.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;

/** What a user's list adds to the base, in the lock. */
class AddedPackagesTest {
  private static final TestKey KEY = TestKey.create();

  @TempDir Path folder;
  private TestMirror mirror;
  private DebianDefinition definition;

  @BeforeEach
  void prepares() throws IOException {
    KEY.writeTo(folder.resolve("base/keys"));
    definition =
        new DebianDefinition(
            folder.resolve("base"),
            "trixie",
            List.of("main"),
            List.of("git"),
            List.of(),
            Map.of("build", List.of("gcc")),
            "en_US.UTF-8",
            "3.13",
            "2.41",
            Exclusions.none());
    mirror =
        new TestMirror(folder, KEY)
            .listed("trixie", "libc6", "2.41-1", "Essential: yes\n")
            .listed("trixie", "git", "1:2.47", "")
            .listed("trixie", "gcc", "14", "Conflicts: libother-dev\n")
            .listed("trixie", "htop", "3.4", "Depends: libncurses, libc6\n")
            .listed("trixie", "libncurses", "6.5", "")
            .listed("trixie", "libfoo-dev", "1", "Depends: libfoo1\n")
            .listed("trixie", "libfoo1", "1", "")
            .listed("trixie", "libother-dev", "1", "")
            .listed("trixie", "enemy", "1", "Conflicts: git\n")
            .listed("trixie", "curl", "8.14.1-2", "")
            .listed("trixie-security", "curl", "8.14.1-2+deb13u1", "");
  }

  private LockedDebian lock(String list) throws IOException, InterruptedException {
    mirror.write();
    return new DebianLocker(
            new FolderFetcher(), _ -> {}, Clock.fixed(TestMirror.NOW, ZoneOffset.UTC))
        .offer(definition, mirror.mirror(), "amd64", requests(list))
        .lock();
  }

  private static List<AptRequest> requests(String list) {
    return AptList.parse(list.getBytes(StandardCharsets.UTF_8), "apt.txt", "amd64");
  }

  @Test
  void theBaseStaysAsItIs() throws IOException, InterruptedException {
    LockedDebian plain = lock("");
    LockedDebian more = lock("htop git");
    assertThat(more.basePackages()).isEqualTo(plain.basePackages());
    assertThat(more.requested()).isEqualTo(plain.requested());
    assertThat(more.addedPackages())
        .map(LockedDeb::toString)
        .containsExactly("htop 3.4", "libncurses 6.5");
    assertThat(more.added().requested()).containsExactly("git", "htop");
    assertThat(plain.added().isEmpty()).isTrue();
  }

  @Test
  void aVersionIsChosenAmongAllSuites() throws IOException, InterruptedException {
    assertThat(lock("curl").addedPackages())
        .map(LockedDeb::version)
        .containsExactly("8.14.1-2+deb13u1");
    assertThat(lock("curl=8.14.1-2").addedPackages())
        .map(LockedDeb::version)
        .containsExactly("8.14.1-2");
  }

  @Test
  void whatCannotBeHadIsNamedAtOnce() {
    assertThatThrownBy(() -> lock("htopp\ngit\ncurl=7.*\nfirefox"))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure.message()).contains("`htopp` at line 1");
              assertThat(failure.details())
                  .containsExactly(
                      "nor `curl=7.*` at line 3: there is `8.14.1-2`, `8.14.1-2+deb13u1`",
                      "nor `firefox` at line 4");
              assertThat(failure.hints()).anyMatch(hint -> hint.contains("did you mean `htop`"));
            });
  }

  @Test
  void whatExcludesTheBaseIsRefused() {
    assertThatThrownBy(() -> lock("enemy"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("`enemy` and `git` together");
  }

  @Test
  void headersAreThereToBuildWith() throws IOException, InterruptedException {
    LockedDebian lock = lock("htop libfoo-dev libother-dev");
    assertThat(lock.toolboxPackages("build"))
        .map(LockedDeb::name)
        .containsExactly("gcc", "libfoo-dev", "libfoo1");
    assertThat(lock.added().packages()).contains("libother-dev", "libfoo1");
  }
}
