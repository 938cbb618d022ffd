package org.repo2oci.pypi.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexUrlsTest {
  private static final List<PackageIndex> INDEXES =
      List.of(
          new PackageIndex("default", "https://me:secret@example.org/pypi/simple"),
          new PackageIndex("inner", "https://inner.example.org/root/+simple/"));

  @ParameterizedTest
  @CsvSource({
    "https://example.org/pypi/simple/a/a-1.whl, default, a/a-1.whl",
    "https://me:secret@example.org/pypi/packages/a-1.whl#sha256=0, default, ../packages/a-1.whl",
    "https://inner.example.org/root/+f/a-1.whl, inner, ../+f/a-1.whl",
    "https://example.org/other/a-1.whl, , https://example.org/other/a-1.whl",
    "https://me:secret@files.example.org/a-1.whl, , https://files.example.org/a-1.whl",
  })
  void locksRelativeToTheIndexWithoutLogin(String url, String index, String path) {
    LockedUrl locked = IndexUrls.locked(url, INDEXES);

    assertThat(locked).isEqualTo(new LockedUrl(Optional.ofNullable(index), path));
    assertThat(IndexUrls.withoutLogin(IndexUrls.absolute(locked, INDEXES).toString()))
        .isEqualTo(IndexUrls.withoutLogin(url.replaceFirst("#.*", "")));
  }

  @Test
  void givesTheIndexItsLoginBack() {
    assertThat(IndexUrls.absolute(new LockedUrl(Optional.of("default"), "../p/a.whl"), INDEXES))
        .hasToString("https://me:secret@example.org/pypi/p/a.whl");
    assertThat(
            IndexUrls.absolute(
                new LockedUrl(Optional.empty(), "https://example.org/other/a.whl"), INDEXES))
        .hasToString("https://me:secret@example.org/other/a.whl");
    assertThat(
            IndexUrls.absolute(
                new LockedUrl(Optional.empty(), "https://elsewhere.example.org/a.whl"), INDEXES))
        .hasToString("https://elsewhere.example.org/a.whl");
  }

  @Test
  void refusesAnIndexThatTheMachineHasNot() {
    assertThatThrownBy(
            () -> IndexUrls.absolute(new LockedUrl(Optional.of("other"), "a.whl"), INDEXES))
        .hasMessageContaining("`other`");
  }
}
