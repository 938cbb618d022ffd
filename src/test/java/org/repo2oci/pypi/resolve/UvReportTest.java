package org.repo2oci.pypi.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UvReportTest {
  private static UvReport report(String text) {
    return UvReport.parse(text.lines().toList());
  }

  @Test
  void readsCausesOfManyLinesAndHints() {
    UvReport report =
        report(
            """
            warning: The file is odd
            error: No solution found when resolving dependencies
              cause: Because flask>=3.0.0 depends on jinja2>=3.1.2 and you require jinja2<3, both are incompatible.
                     And because you require flask>=3, nothing is left.

            hint: Try something else
            """);

    assertThat(report.headline()).isEqualTo("No solution found when resolving dependencies");
    assertThat(report.causes())
        .containsExactly(
            "Because flask>=3.0.0 depends on jinja2>=3.1.2 and you require jinja2<3, both are incompatible.\n"
                + "And because you require flask>=3, nothing is left.");
    assertThat(report.hints()).containsExactly("Try something else");
    assertThat(report.warnings()).containsExactly("The file is odd");
    assertThat(report.wantsToolchain()).isFalse();
  }

  @Test
  void keepsTheOutputOfABuildAndAsksForCompilers() {
    UvReport report =
        report(
            """
            error: Failed to build `thing==1`
              cause: The build backend returned an error
              cause: Call to `setuptools.build_meta.build_wheel` failed (exit status: 1)

                     [stderr]
                     error: command 'gcc' failed
            """);

    assertThat(report.causes()).hasSize(2);
    assertThat(report.causes().getLast()).endsWith("[stderr]\nerror: command 'gcc' failed");
    assertThat(report.wantsToolchain()).isTrue();
  }

  @Test
  void showsNoLoginAndNeverHasNoHeadline() {
    assertThat(
            report("error: Failed to fetch: `https://me:secret@example.org/x?token=1`").headline())
        .isEqualTo("Failed to fetch: `https://example.org/x?…`");
    assertThat(report("thread panicked").headline()).isEqualTo("thread panicked");
    assertThat(UvReport.parse(List.of()).headline()).isEqualTo("uv ended without a word");
  }
}
