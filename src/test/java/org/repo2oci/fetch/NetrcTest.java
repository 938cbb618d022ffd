package org.repo2oci.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NetrcTest {
  private static final Netrc NETRC =
      Netrc.parse(
          """
          # machine commented.example.org login no password no
          machine one.example.org login me password a\tmachine two.example.org
            login you
            password "with \\"space"
          macdef init
            machine macro.example.org login x password y

          machine one.example.org login later password later
          machine three.example.org account x password only
          default login anyone password everything
          """);

  @Test
  void readsLoginsOfNamedHosts() {
    assertThat(NETRC.login("ONE.example.org")).contains(new Login("me", "a"));
    assertThat(NETRC.login("two.example.org")).contains(new Login("you", "with \"space"));
    assertThat(NETRC.login("three.example.org")).contains(new Login("", "only"));
  }

  @Test
  void sendsNothingToHostsThatAreNotNamed() {
    assertThat(NETRC.login("other.example.org")).isEmpty();
    assertThat(NETRC.login("sub.one.example.org")).isEmpty();
    assertThat(NETRC.login("commented.example.org")).isEmpty();
    assertThat(NETRC.login("macro.example.org")).isEmpty();
  }

  @Test
  void aMissingFileHasNoLogins() {
    assertThat(Netrc.read(Path.of("/no/such/netrc")).login("example.org")).isEmpty();
  }

  @Test
  void aLoginIsNeverPrinted() {
    assertThat(new Login("me", "secret").toString()).doesNotContain("secret");
  }
}
