package org.repo2oci.pypi.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.repo2oci.image.Digest;

class DirectUrlTest {
  @Test
  void archivesHaveTheirHashInBothForms() {
    String hex = "a".repeat(64);
    assertThat(
            json(
                new DirectUrl.Archive(
                    "https://example.org/d.zip", Optional.empty(), Optional.of(new Digest(hex)))))
        .isEqualTo(
            "{\"archive_info\": {\"hash\": \"sha256=%s\", \"hashes\": {\"sha256\": \"%s\"}}, \"url\": \"https://example.org/d.zip\"}"
                .formatted(hex, hex));
    assertThat(json(new DirectUrl.Archive("file:///d.whl", Optional.empty(), Optional.empty())))
        .isEqualTo("{\"archive_info\": {}, \"url\": \"file:///d.whl\"}");
  }

  @Test
  void repositoriesHaveTheirCommit() {
    assertThat(
            json(
                new DirectUrl.Vcs(
                    "https://example.org/d.git",
                    Optional.of("python"),
                    "git",
                    Optional.of("v\"1"),
                    "abc")))
        .isEqualTo(
            "{\"subdirectory\": \"python\", \"url\": \"https://example.org/d.git\", \"vcs_info\": "
                + "{\"commit_id\": \"abc\", \"requested_revision\": \"v\\\"1\", \"vcs\": \"git\"}}");
  }

  @Test
  void foldersSayWhetherTheyAreEditable() {
    assertThat(json(new DirectUrl.Directory("file:///srv", Optional.empty(), true)))
        .isEqualTo("{\"dir_info\": {\"editable\": true}, \"url\": \"file:///srv\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "https://user:secret@example.org/a, https://example.org/a",
    "https://token@example.org/a@b, https://example.org/a@b",
    "https://a@b:c@example.org/, https://example.org/",
    "ssh://git@example.org/a, ssh://git@example.org/a",
    "'https://${USER}:${TOKEN}@example.org/a', 'https://${USER}:${TOKEN}@example.org/a'",
    "https://example.org/a@b, https://example.org/a@b"
  })
  void credentialsAreDropped(String url, String shown) {
    assertThat(UrlCredentials.dropped(url)).isEqualTo(shown);
  }

  private static String json(DirectUrl url) {
    return new String(url.json(), StandardCharsets.UTF_8);
  }
}
