package org.repo2oci.pypi.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.pypi.index.LockedUrl;
import org.repo2oci.pypi.resolve.LockedPackage.Source;
import org.repo2oci.pypi.spec.Requirement;
import org.repo2oci.pypi.spec.Requirements;

class LockingTest {
  private static final String HASH = "0123456789abcdef".repeat(4);
  private static final String COMMIT = HASH.substring(0, 40);
  private static final String WHEEL =
      "https://index.example.org/root/files/thing-1-py3-none-any.whl";

  @TempDir Path repository;
  private Workspace workspace;
  private Given.Network network;

  @BeforeEach
  void prepare() throws Exception {
    workspace = Workspace.inSandbox(Files.createDirectory(repository.resolve("work")));
    network = new Given.Network(repository);
  }

  private List<LockedPackage> lock(Requirements user, String packages) throws Exception {
    ResolveRequest request =
        new ResolveRequest(repository, user, Given.server(), Given.settings(), Given.TARGET);
    return new Locking(request, workspace, Optional.empty(), network)
        .lock(Pylock.parse("lock-version = \"1.0\"\n" + packages));
  }

  private static String wheel(String more) {
    return """
    [[packages]]
    name = "thing"
    version = "1"
    wheels = [{ url = "%s"%s }]
    """
        .formatted(WHEEL, more);
  }

  @Test
  void locksWhatTheIndexSaysWithoutADownload() throws Exception {
    List<LockedPackage> locked =
        lock(
            Given.requirements(repository, "Thing"),
            wheel(", size = 7, hashes = { sha256 = \"%s\" }".formatted(HASH))
                + """
                [[packages]]
                name = "other"
                version = "2"
                sdist = { url = "https://files.example.org/other-2.tar.gz", size = 3, hashes = { sha256 = "%s" } }
                """
                    .formatted(HASH));

    assertThat(locked)
        .containsExactly(
            new LockedPackage(
                "other",
                Optional.of("2"),
                false,
                new Source.Sdist(
                    "other-2.tar.gz",
                    new LockedUrl(Optional.empty(), "https://files.example.org/other-2.tar.gz"),
                    3,
                    new Digest(HASH),
                    "",
                    false)),
            new LockedPackage(
                "thing",
                Optional.of("1"),
                true,
                new Source.Wheel(
                    "thing-1-py3-none-any.whl",
                    new LockedUrl(Optional.of("default"), "../files/thing-1-py3-none-any.whl"),
                    7,
                    new Digest(HASH),
                    false)));
    assertThat(network.wanted()).isEmpty();
  }

  @Test
  void downloadsWhatTheIndexSaysNothingOf() throws Exception {
    network.with(WHEEL.replace("://", "://me:secret@"), "bytes");

    LockedPackage locked = lock(Given.requirements(repository, "thing"), wheel("")).getFirst();

    assertThat(locked.source())
        .isInstanceOfSatisfying(
            Source.Wheel.class,
            wheel -> {
              assertThat(wheel.size()).isEqualTo(5);
              assertThat(wheel.sha256())
                  .isEqualTo(Digest.of("bytes".getBytes(StandardCharsets.UTF_8)));
            });
  }

  @Test
  void checksHashesOfAnotherAlgorithm() throws Exception {
    network.with(WHEEL.replace("://", "://me:secret@"), "bytes");
    String sha512 =
        HexFormat.of()
            .formatHex(
                java.security.MessageDigest.getInstance("SHA-512")
                    .digest("bytes".getBytes(StandardCharsets.UTF_8)));
    String said =
        wheel(
            ", size = 5, hashes = { sha256 = \"%s\" }"
                .formatted(Digest.of("bytes".getBytes(StandardCharsets.UTF_8)).hex()));

    assertThat(lock(Given.requirements(repository, "thing --hash=sha512:" + sha512), said))
        .hasSize(1);
    Requirements wrong = Given.requirements(repository, "thing --hash=sha512:" + "0".repeat(128));
    BuildFailure failure = catchThrowableOfType(BuildFailure.class, () -> lock(wrong, said));
    assertThat(failure.message())
        .isEqualTo("Cannot resolve `thing 1`: its archive has none of the list's hashes");
    assertThat(failure.details()).isNotEmpty();
  }

  @Test
  void locksFoldersCommitsAndArchives() throws Exception {
    Files.createDirectories(repository.resolve("sub"));
    Files.writeString(repository.resolve("sub/setup.py"), "");
    Files.writeString(repository.resolve("local-1.zip"), "zip");
    Requirements user =
        Given.requirements(
            repository,
            "-e ./sub",
            "./local-1.zip",
            "git+https://me:secret@example.org/g@main#egg=gee",
            "far @ https://example.org/far-1.tar.gz");
    Requirement.Git git = (Requirement.Git) user.requirements().get(2);
    workspace.add(0, new Workspace.Checkout(git, COMMIT));

    List<LockedPackage> locked =
        lock(
            user,
            """
            [[packages]]
            name = "sub"
            directory = { path = "repository/sub", editable = true }
            [[packages]]
            name = "local"
            version = "1"
            archive = { path = "repository/local-1.zip" }
            [[packages]]
            name = "gee"
            directory = { path = "git/0" }
            [[packages]]
            name = "far"
            version = "1"
            archive = { url = "https://example.org/far-1.tar.gz", size = 2, subdirectory = "s", hashes = { sha256 = "%s" } }
            """
                .formatted(HASH));

    assertThat(locked).allMatch(LockedPackage::requested);
    assertThat(locked)
        .extracting(LockedPackage::source)
        .containsExactly(
            new Source.Sdist(
                "far-1.tar.gz",
                new LockedUrl(Optional.empty(), "https://example.org/far-1.tar.gz"),
                2,
                new Digest(HASH),
                "s",
                true),
            new Source.Git("https://example.org/g", COMMIT, Optional.of("main"), ""),
            new Source.File("local-1.zip", 3, Digest.of("zip".getBytes(StandardCharsets.UTF_8))),
            new Source.Directory("sub", true));
  }

  @Test
  void refusesFoldersOutsideTheRepository() throws Exception {
    Requirements user = Given.requirements(repository, "six");

    BuildFailure failure =
        catchThrowableOfType(
            BuildFailure.class,
            () ->
                lock(
                    user,
                    "[[packages]]\nname = \"x\"\ndirectory = { path = \"repository/../../etc\" }\n"));

    assertThat(failure.message()).isEqualTo("Cannot lock `x`: `/etc` is outside the repository");
  }
}
