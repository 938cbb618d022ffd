package org.repo2oci.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.repo2oci.failure.BuildFailure;

/** hg takes a while to start, so that these are many seconds. */
@Tag("e2e")
class MercurialE2eTest {
  @TempDir static Path shared;
  private static String origin = "";

  @TempDir Path temporary;

  @BeforeAll
  static void makeRepository() throws Exception {
    assumeTrue(HgProgram.find(System.getenv()).isPresent(), "there is no `hg` on the `PATH`");
    Path folder = Files.createDirectory(shared.resolve("origin"));
    origin = "file://" + folder;
    hg(folder, "init");
    Files.writeString(folder.resolve("requirements.txt"), "six\n");
    hg(folder, "add", "--quiet");
    hg(folder, "commit", "--user", "me", "--date", "1000000000 0", "--message", "one");
    hg(folder, "tag", "--user", "me", "--date", "1000000001 0", "v1");
    Files.writeString(folder.resolve("requirements.txt"), "six\nattrs\n");
    hg(folder, "commit", "--user", "me", "--date", "1000000002 0", "--message", "two");
  }

  private static String hg(Path folder, String... arguments) {
    HgProgram.Result result =
        HgProgram.find(System.getenv()).orElseThrow().run(folder, line -> {}, List.of(arguments));
    assertThat(result.succeeded()).as(String.join("\n", result.errors())).isTrue();
    return result.output().strip();
  }

  private Checkout open(String source, Optional<String> ref) {
    Map<String, String> environment = System.getenv();
    return Checkout.open(
        new CheckoutRequest(RepositorySource.parse(source), ref, Optional.empty(), environment),
        _ -> Optional.empty(),
        new TemporaryStore(temporary.resolve("store")),
        event -> {});
  }

  private static List<String> files(Checkout checkout) {
    return new ArrayList<>(checkout.files("/srv/repo", 1, 1).tree().nodes().keySet());
  }

  @Test
  void isAskedBeforeGit() throws IOException {
    String tip = hg(shared.resolve("origin"), "identify", "--id");
    try (Checkout checkout = open(origin, Optional.empty())) {
      assertThat(checkout.isFetched()).isTrue();
      assertThat(checkout.contentId()).isEqualTo(tip).hasSize(12);
      assertThat(checkout.commit().orElseThrow()).startsWith(tip).hasSize(40);
      assertThat(checkout.mtime()).isEqualTo(1_000_000_002L);
      assertThat(files(checkout)).contains("srv/repo/requirements.txt", "srv/repo/.hg/hgrc");
      assertThat(checkout.source().root().resolve("requirements.txt")).hasContent("six\nattrs\n");
    }
  }

  @ParameterizedTest
  @CsvSource({"v1, six", "0, six", "default, 'six\nattrs'"})
  void takesATagARevisionOrABranch(String ref, String text) {
    try (Checkout checkout = open(origin, Optional.of(ref))) {
      assertThat(checkout.source().root().resolve("requirements.txt")).hasContent(text + "\n");
    }
    try (Checkout checkout = open(shared.resolve("origin").toString(), Optional.of(ref))) {
      assertThat(checkout.source().root().resolve("requirements.txt")).hasContent(text + "\n");
    }
  }

  /** The order of hg's sets is random, so that two that agree may do so by chance. */
  @RepeatedTest(5)
  void twoClonesAreTheSame() {
    try (Checkout one = open(origin, Optional.empty());
        Checkout two = open(origin, Optional.empty())) {
      assertThat(one.files("/srv", 1, 1).digest()).isEqualTo(two.files("/srv", 1, 1).digest());
    }
  }

  @Test
  void aRefThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> open(origin, Optional.of("nowhere")))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "Cannot check out `nowhere` of `%s`: it is no branch, tag or revision there"
                .formatted(origin));
  }
}
