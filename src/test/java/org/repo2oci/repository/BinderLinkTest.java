package org.repo2oci.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.failure.BuildFailure;

class BinderLinkTest {
  private static final String HUB = "https://binder.example.org/some/prefix/v2/";

  @ParameterizedTest
  @CsvSource({
    "gh/owner/repo/HEAD,https://github.com/owner/repo,",
    "gh/owner/repo/feature/x,https://github.com/owner/repo,feature/x",
    "gh/owner/repo/v%231/,https://github.com/owner/repo,v#1",
    "gist/me/0a1b2c/master,https://gist.github.com/me/0a1b2c.git,master",
    "gist/me/0a1b2c,https://gist.github.com/me/0a1b2c.git,",
    "gl/group%2Fsub%2Frepo/main,https://gitlab.com/group/sub/repo.git,main",
    "git/https%3A%2F%2Fgit.example.org%2Fa+b.git/v1,https://git.example.org/a+b.git,v1",
    "zenodo/10.5281/zenodo.3242074/,10.5281/zenodo.3242074,",
    "figshare/10.6084/m9.figshare.9782777.v1,10.6084/m9.figshare.9782777.v1,",
    "dataverse/10.7910/DVN/TJCLKP,10.7910/DVN/TJCLKP,",
    "ckan/https%3A%2F%2Fdata.example.org%2Fdataset%2Fx,https://data.example.org/dataset/x,",
  })
  void namesTheRepositoryAndItsRef(String spec, String repository, String ref) {
    assertThat(BinderLink.parse(HUB + spec))
        .hasValueSatisfying(link -> {
          assertThat(link.repository()).isEqualTo(repository);
          assertThat(link.ref().orElse(null)).isEqualTo(ref);
          assertThat(link.page()).isEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hydroshare/8f7c2f0341ef4180b0dbe97f59130756",
        "hydroshare/https%3A%2F%2Fwww.example.org%2Fresource%2F8f7c2f0341ef4180b0dbe97f59130756%2F"
      })
  void aResourceMayBeNamedByItsAddress(String spec) {
    assertThat(BinderLink.parse(HUB + spec).orElseThrow().repository())
        .endsWith(".org/resource/8f7c2f0341ef4180b0dbe97f59130756");
  }

  @ParameterizedTest
  @CsvSource({
    "urlpath=lab,lab",
    "urlpath=%2Frstudio,rstudio",
    "urlpath=lab%2Ftree%2Fa%2520b.ipynb,lab/tree/a%20b.ipynb",
    "urlpath=git-pull%3Frepo%3Dhttps%253A%252F%252Fx%26branch%3Dmain,git-pull?repo=https%3A%2F%2Fx&branch=main",
    "filepath=a+b%3F.ipynb,tree/a%20b%3F.ipynb",
    "labpath=folder%2Fx.ipynb%2F&urlpath=other,doc/tree/folder/x.ipynb",
    "badge=1,",
    "urlpath=,",
  })
  void namesThePage(String query, String page) {
    assertThat(BinderLink.parse(HUB + "gh/a/b/HEAD?" + query).orElseThrow().page().orElse(null))
        .isEqualTo(page);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://github.com/owner/repo",
        "https://example.org/v2/other/a/b",
        "./v2/gh/a/b/c",
        "git@example.org:v2/gh/a/b/c"
      })
  void otherTextIsNoLink(String text) {
    assertThat(BinderLink.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gh/owner/repo", "gh/owner//x", "git/https%3A%2F%2Fx.org", "hydroshare/1"})
  void aLinkThatIsCutOffIsAnError(String spec) {
    assertThatThrownBy(() -> BinderLink.parse(HUB + spec))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("not complete");
  }
}
