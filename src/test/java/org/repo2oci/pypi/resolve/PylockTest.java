package org.repo2oci.pypi.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.repo2oci.image.Digest;

class PylockTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  @Test
  void readsEveryKindOfSource() throws Exception {
    Pylock lock =
        Pylock.parse(
            """
            lock-version = "1.0"
            created-by = "uv"
            [[packages]]
            name = "A.b"
            version = "1.2"
            sdist = { url = "https://example.org/a-1.2.tar.gz", upload-time = 2026-05-20T01:54:15Z, hashes = { sha256 = "%1$s" } }
            wheels = [
              { url = "https://example.org/a_b-1.2%%2Bx-py3-none-any.whl", size = 12, hashes = { sha256 = "%1$s" } },
              { name = "other.whl", url = "https://example.org/x", hashes = { md5 = "1" } },
            ]
            [[packages]]
            name = "git"
            vcs = { type = "git", url = "https://example.org/g", requested-revision = "main", commit-id = "%2$s", subdirectory = "s" }
            [[packages]]
            name = "dir"
            directory = { path = "/work/repo", editable = true }
            [[packages]]
            name = "arc"
            version = "1"
            archive = { url = "https://example.org/arc-1.zip", hashes = { sha256 = "%1$s" } }
            """
                .formatted(HASH, HASH.substring(0, 40)));

    Pylock.Entry first = lock.packages().getFirst();
    assertThat(first.name()).isEqualTo("a-b");
    assertThat(first.wheels())
        .containsExactly(
            new Pylock.File(
                "a_b-1.2+x-py3-none-any.whl",
                "https://example.org/a_b-1.2%2Bx-py3-none-any.whl",
                Optional.of(12L),
                Optional.of(new Digest(HASH))),
            new Pylock.File(
                "other.whl", "https://example.org/x", Optional.empty(), Optional.empty()));
    assertThat(first.sdist()).isPresent();
    assertThat(lock.packages().get(1).vcs())
        .contains(
            new Pylock.Vcs(
                "https://example.org/g", HASH.substring(0, 40), Optional.of("main"), "s"));
    assertThat(lock.packages().get(2).directory())
        .contains(new Pylock.Directory("/work/repo", true, ""));
    assertThat(lock.packages().get(3).archive())
        .hasValueSatisfying(
            archive -> assertThat(archive.file().filename()).isEqualTo("arc-1.zip"));
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> Pylock.parse("lock-version = \"2.0\"\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("`2.0`");
    assertThatThrownBy(() -> Pylock.parse("not toml")).isInstanceOf(IOException.class);
  }
}
