package org.repo2oci.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;

class DebianLockerTest {
  private static final Clock CLOCK = Clock.fixed(TestMirror.NOW, ZoneOffset.UTC);
  private static final TestKey KEY = TestKey.create();

  @TempDir Path folder;
  private final FolderFetcher fetcher = new FolderFetcher();
  private final List<BuildEvent> events = new ArrayList<>();
  private DebianDefinition definition;
  private TestMirror mirror;

  @BeforeEach
  void prepares() throws IOException {
    KEY.writeTo(folder.resolve("base/keys"));
    definition =
        new DebianDefinition(
            folder.resolve("base"),
            "trixie",
            List.of("main"),
            List.of("git"),
            List.of("locales"),
            Map.of("build", List.of("gcc")),
            "en_US.UTF-8",
            "3.13",
            "2.41",
            Exclusions.none());
    mirror =
        new TestMirror(folder, KEY)
            .listed("trixie", "bash", "5.2", "Essential: yes\nDepends: libc6\n")
            .listed("trixie", "libc6", "2.41-1", "")
            .listed("trixie", "git", "1:2.47", "Depends: libc6 (>= 2)\n")
            .listed("trixie", "locales", "2.41-1", "Depends: libc-l10n\n")
            .listed("trixie", "libc-l10n", "2.41-1", "")
            .listed("trixie", "gcc", "14", "Depends: libc6\n")
            .listed("trixie-security", "libc6", "2.41-1+deb13u1", "");
  }

  private LockedDebian lock() throws IOException, InterruptedException {
    return lock(mirror.mirror());
  }

  private LockedDebian lock(DebianMirror from) throws IOException, InterruptedException {
    return new DebianLocker(fetcher, events::add, CLOCK).lock(definition, from, "amd64");
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(this::lock)
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure.message()).contains(reason);
              assertThat(failure.hints()).isNotEmpty();
              assertThat(failure.kind()).isEqualTo(BuildFailure.Kind.ENVIRONMENT);
            });
  }

  @Test
  void locksBaseConfigurationAndToolboxesTogether() throws IOException, InterruptedException {
    mirror.write();
    LockedDebian lock = lock();
    assertThat(lock.packages())
        .map(LockedDeb::toString)
        .containsExactly(
            "bash 5.2",
            "gcc 14",
            "git 1:2.47",
            "libc-l10n 2.41-1",
            "libc6 2.41-1+deb13u1",
            "locales 2.41-1");
    assertThat(lock.base()).containsExactly("bash", "git", "libc6");
    assertThat(lock.requested()).containsExactly("git");
    assertThat(lock.configureOnly()).containsExactly("libc-l10n", "locales");
    assertThat(lock.toolboxPackages("build")).map(LockedDeb::name).containsExactly("gcc", "libc6");
    assertThat(lock.indexes())
        .map(DebianIndex::name)
        .containsExactly("trixie", "trixie-updates", "trixie-security");
    assertThat(lock.indexOf(lock.toolboxPackages("build").getLast()).archive())
        .isEqualTo(DebianIndex.Archive.SECURITY);
  }

  @Test
  void asksByHashWhereThatIsOffered() throws IOException, InterruptedException {
    mirror.write();
    lock();
    assertThat(fetcher.asked)
        .filteredOn(path -> path.contains("binary-amd64"))
        .hasSize(3)
        .allMatch(path -> path.contains("/by-hash/SHA256/"));
    fetcher.asked.clear();
    mirror.field("Acquire-By-Hash", "no").write();
    lock();
    assertThat(fetcher.asked)
        .filteredOn(path -> path.contains("binary-amd64"))
        .hasSize(3)
        .allMatch(path -> path.endsWith("/Packages.xz"));
  }

  @Test
  void refusesAnUnsignedTable() throws IOException {
    mirror.write();
    Files.writeString(mirror.table("trixie"), "Codename: trixie\n");
    assertRefused("trixie/InRelease`: it is not signed");
  }

  @Test
  void refusesAForeignKey() throws IOException {
    mirror = new TestMirror(folder, TestKey.create());
    mirror.write();
    assertRefused("no known key signed it");
  }

  @Test
  void refusesATamperedTable() throws IOException {
    mirror.write();
    Path table = mirror.table("trixie-updates");
    Files.writeString(table, Files.readString(table).replace("Origin: Debian", "Origin: debian"));
    assertRefused("its signature is wrong");
  }

  @Test
  void refusesATamperedIndex() throws IOException {
    mirror.write();
    Path index = mirror.index("trixie");
    byte[] bytes = Files.readAllBytes(index);
    bytes[bytes.length / 2] ^= 1;
    Files.write(index, bytes);
    assertThatThrownBy(this::lock).isInstanceOf(BuildFailure.class).hasMessageContaining("digest");
  }

  @Test
  void refusesAnExpiredTable() throws IOException {
    mirror.field("Valid-Until", TestMirror.date(TestMirror.NOW.minusSeconds(1))).write();
    assertRefused("it expired at 2026-11-21T11:59:59Z");
  }

  @Test
  void refusesATableFromTheFuture() throws IOException {
    mirror.field("Date", TestMirror.date(TestMirror.NOW.plus(Duration.ofDays(2)))).write();
    assertRefused("lies in the future");
  }

  @Test
  void refusesAnotherRelease() throws IOException {
    mirror.field("Codename", "bookworm").write();
    assertRefused("it is of `bookworm`, not of `trixie`");
  }

  @Test
  void refusesATableWithoutTheArchitecture() throws IOException {
    mirror.write();
    assertThatThrownBy(() ->
            new DebianLocker(fetcher, events::add, CLOCK)
                .lock(definition, mirror.mirror(), "s390x"))
        .hasMessage("Cannot find `main/binary-s390x/Packages` in the Debian suite `trixie`");
  }

  @Test
  void aSecurityArchiveThatWasOnlyGuessedMayBeMissing() throws IOException, InterruptedException {
    mirror.write();
    DebianMirror guessed =
        new DebianMirror(
            mirror.mirror().main(), Optional.of(folder.resolve("nowhere").toUri()), false);
    assertThat(lock(guessed).packages()).map(LockedDeb::toString).contains("libc6 2.41-1");
    assertThat(events).singleElement().isInstanceOf(BuildEvent.Warned.class);
    DebianMirror configured = new DebianMirror(guessed.main(), guessed.security(), true);
    assertThatThrownBy(() -> lock(configured)).isInstanceOf(BuildFailure.class);
  }

  @Test
  void aGuessedSecurityArchiveIsNotTrustedMoreThanOthers() throws IOException {
    mirror.write();
    Files.write(mirror.table("trixie-security"), "Codename: x\n".getBytes(StandardCharsets.UTF_8));
    DebianMirror guessed =
        new DebianMirror(mirror.mirror().main(), mirror.mirror().security(), false);
    assertThatThrownBy(() -> lock(guessed)).hasMessageContaining("it is not signed");
  }
}
