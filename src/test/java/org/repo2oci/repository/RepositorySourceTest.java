package org.repo2oci.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.failure.BuildFailure;

class RepositorySourceTest {
  @ParameterizedTest
  @CsvSource({
    "https://example.org/a/b, https://example.org/a/b, https://example.org/a/b",
    "https://ada:secret@example.org/a, https://example.org/a, https://example.org/a",
    "https://token@example.org/a?key=x, https://example.org/a?key=x, https://example.org/a",
    "ssh://git:secret@example.org/a, ssh://git@example.org/a, ssh://git@example.org/a",
    "git@example.org:a/b.git, git@example.org:a/b.git, git@example.org:a/b.git",
    "file:///srv/a.git, file:///srv/a.git, file:///srv/a.git",
  })
  void readsGitUrls(String text, String address, String display) {
    RepositorySource source = RepositorySource.parse(text);
    assertThat(source)
        .isInstanceOfSatisfying(
            RepositorySource.Git.class, git -> assertThat(git.url().address()).isEqualTo(address));
    assertThat(source.display()).isEqualTo(display);
  }

  @Test
  void takesAFolderBeforeAnythingElse(@TempDir Path folder) throws Exception {
    assertThat(RepositorySource.parse(folder.toString()))
        .isEqualTo(new RepositorySource.Folder(folder));
    Files.createDirectories(folder.resolve("bare/objects"));
    Files.createDirectories(folder.resolve("bare/refs"));
    Files.writeString(folder.resolve("bare/HEAD"), "ref: refs/heads/main\n");
    assertThat(RepositorySource.parse(folder.resolve("bare").toString()).display())
        .isEqualTo("file://" + folder.resolve("bare"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.5281/zenodo.1",
        "doi:10.5281/zenodo.1",
        "https://doi.org/10.5281/zenodo.1",
        "swh:1:dir:0f5c4d1ee1ebff1a9d18d0a11a8f6eb9f0b3c2d1"
      })
  void anIdentifierIsNoAddress(String text) {
    assertThat(RepositorySource.parse(text)).isEqualTo(new RepositorySource.Identifier(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ext::sh -c evil|Cannot build `ext::sh -c evil`: it is neither a folder nor a git URL"
            + "|Check the path; a git URL begins with `https://` or `ssh://`",
        "github.example.org/a/b|Cannot build `github.example.org/a/b`: it is neither a folder nor"
            + " a git URL|Did you mean `https://github.example.org/a/b`?",
        "s3://u:secret@bucket/x|Cannot build `s3://u@bucket/x`: repositories come by `https`,"
            + " `ssh`, `git` or `file`|Give a folder or a git URL",
        "pom.xml|Cannot build `pom.xml`: it is a file, not a folder"
            + "|Name the folder that holds the repository's files",
      })
  void saysWhatItIsNot(String text, String message, String hint) {
    assertThatThrownBy(() -> RepositorySource.parse(text))
        .hasMessage(message)
        .isInstanceOfSatisfying(
            BuildFailure.class, failure -> assertThat(failure.hints()).containsExactly(hint));
  }
}
