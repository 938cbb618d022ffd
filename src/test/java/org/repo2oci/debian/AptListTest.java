package org.repo2oci.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.failure.BuildFailure;

class AptListTest {
  private static List<AptRequest> parse(String text) {
    return AptList.parse(text.getBytes(StandardCharsets.UTF_8), "apt.txt", "amd64");
  }

  @Test
  void namesCommentsAndBlankLines() {
    assertThat(parse("\ufeff# tools\r\n\r\ncurl   # why not\n  g++ libstdc++6\n\nlibc-bin"))
        .map(request -> request + " at " + request.line())
        .containsExactly("curl at 3", "g++ at 4", "libstdc++6 at 4", "libc-bin at 6");
  }

  @Test
  void versionsMayHaveStars() {
    AptRequest request = parse("curl=8.*-1").getFirst();
    assertThat(request.allows(new DebianVersion("8.14.1-1"))).isTrue();
    assertThat(request.allows(new DebianVersion("8.14.1-2"))).isFalse();
    assertThat(request.allows(new DebianVersion("7.88.1-1"))).isFalse();
  }

  @Test
  void theImagesOwnArchitectureMayBeNamed() {
    assertThat(parse("libc6:amd64 tzdata:all")).map(AptRequest::name).contains("libc6", "tzdata");
    assertThatThrownBy(() -> parse("curl\nlibc6:i386"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("libc6:i386");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "curl; touch /x",
        "curl && id",
        "$(id)",
        "`id`",
        "${HOME}",
        "curl|sh",
        "curl>x",
        "'curl'",
        "\"curl\"",
        "curl\\",
        "--allow-unauthenticated",
        "-oDir::Etc=/x",
        "curl-",
        "./mine.deb",
        "/tmp/mine.deb",
        "mine.deb/..",
        "https://example.org/x.deb",
        "ppa:someone/some",
        "curl/sid",
        "curl=8/../x",
        "curl=$(id)",
        "python3.*",
        "^lib",
        "task^",
        "Curl",
        "curl=",
        "curl = 8",
        "c",
        "curl,wget",
        "kurl\u0000"
      })
  void anythingElseIsRefusedWithItsLine(String line) {
    assertThatThrownBy(() -> parse("git\n\n" + line + "\nwget\n"))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure.message()).contains("line 3 of `apt.txt`");
              assertThat(failure.kind()).isEqualTo(BuildFailure.Kind.INPUT);
              assertThat(failure.hints()).isNotEmpty();
            });
  }
}
