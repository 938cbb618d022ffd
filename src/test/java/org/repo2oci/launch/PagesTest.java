package org.repo2oci.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagesTest {
  /** Nobody answers there: what is not known to be missing is a link. */
  private static final ServerAddress SERVER = new ServerAddress("127.0.0.1", 1);

  private static List<Page> pages(String first) throws InterruptedException {
    Token token = new Token("abc");
    try (ServerProbe probe = new ServerProbe(SERVER, token)) {
      return Pages.links(Pages.ofJupyter(Optional.of(first), probe), SERVER, token);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "lab/tree/index.ipynb, lab/tree/index.ipynb?token=abc",
    "/lab/tree/a b.ipynb, lab/tree/a%20b.ipynb?token=abc",
    "lab/tree/a%20b.ipynb, lab/tree/a%20b.ipynb?token=abc",
    "lab/tree/100%.ipynb, lab/tree/100%25.ipynb?token=abc",
    "lab/tree/é[1].ipynb, lab/tree/%C3%A9%5B1%5D.ipynb?token=abc",
    "lab?reset, lab?reset&token=abc",
    "lab/tree/x.ipynb#one#two, lab/tree/x.ipynb?token=abc#one%23two",
  })
  void theFirstPageIsTheOneThatWasAskedFor(String first, String address) throws Exception {
    assertThat(pages(first).getFirst().address()).hasToString("http://127.0.0.1:1/" + address);
    assertThat(pages(first)).hasSize(4);
  }

  @Test
  void aKnownInterfaceMayBeTheFirst() throws Exception {
    assertThat(pages("/nbclassic/tree/"))
        .extracting(Page::name)
        .containsExactly("Classic notebook", "JupyterLab", "Notebook");
  }

  @Test
  void aTokenIsNotShownByAccident() {
    assertThat(new Token("abc")).hasToString("***");
    assertThat(Token.random().text()).isNotEqualTo(Token.random().text());
  }
}
