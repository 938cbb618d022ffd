package org.repo2oci.pypi.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.repo2oci.image.Digest;

class SimplePageTest {
  private static final URI PAGE = URI.create("https://example.org/simple/a/");
  private static final String HASH = "0123456789abcdef".repeat(4);

  private static List<SimplePage.Link> links(String page) throws Exception {
    return SimplePage.parse(page.getBytes(StandardCharsets.UTF_8), PAGE).links();
  }

  @Test
  void readsHtml() throws Exception {
    assertThat(
            links(
                """
                <!DOCTYPE html><html><body>
                <a href="../../f/a-1%%2Bx.whl#sha256=%s" data-requires-python="&gt;=3.9"
                   data-core-metadata="sha256=1">a-1+x.whl</a><br/>
                <A HREF='https://files.example.org/a-2.tar.gz' data-yanked>a-2.tar.gz</A>
                <a href="http://[odd">odd</a>
                <a name="here">no link</a>
                """
                    .formatted(HASH)))
        .containsExactly(
            new SimplePage.Link(
                "a-1+x.whl",
                URI.create("https://example.org/f/a-1%2Bx.whl"),
                Optional.of(new Digest(HASH)),
                Optional.empty(),
                Optional.of(">=3.9"),
                true,
                false),
            new SimplePage.Link(
                "a-2.tar.gz",
                URI.create("https://files.example.org/a-2.tar.gz"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                true));
  }

  @Test
  void obeysTheBaseOfAPage() throws Exception {
    assertThat(links("<base href=\"https://other.example.org/x/\"><a href=a.whl>a</a>"))
        .extracting(SimplePage.Link::url)
        .containsExactly(URI.create("https://other.example.org/x/a.whl"));
  }

  @Test
  void readsJson() throws Exception {
    assertThat(
            links(
                """
                {"meta": {"api-version": "1.1"}, "name": "a", "files": [
                  {"filename": "a-1.whl", "url": "../../f/a-1.whl", "hashes": {"sha256": "%s"},
                   "size": 7, "requires-python": ">=3.9", "core-metadata": {"sha256": "1"}},
                  {"filename": "a-2.zip", "url": "a-2.zip", "hashes": {}, "yanked": "broken"}]}
                """
                    .formatted(HASH)))
        .containsExactly(
            new SimplePage.Link(
                "a-1.whl",
                URI.create("https://example.org/f/a-1.whl"),
                Optional.of(new Digest(HASH)),
                Optional.of(7L),
                Optional.of(">=3.9"),
                true,
                false),
            new SimplePage.Link(
                "a-2.zip",
                URI.create("https://example.org/simple/a/a-2.zip"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                true));
  }
}
