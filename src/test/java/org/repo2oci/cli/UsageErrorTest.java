package org.repo2oci.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageErrorTest {
  @Test
  void wrongLinesSayWhatIsWrongAndWhereToReadOn() throws IOException {
    StringBuilder text = new StringBuilder();
    for (List<String> line :
        List.of(
            List.<String>of(),
            List.of("bild", "."),
            List.of("cache"),
            List.of("build"),
            List.of("build", ".", "other"),
            List.of("build", ".", "--pusch"),
            List.of("build", ".", "--tag"),
            List.of("build", ".", "--push"),
            List.of("build", ".", "-q", "-v"),
            List.of("build", "--json-logs", "--pusch"))) {
      Program program = new Program();
      Program.Result result = program.run(line.toArray(String[]::new));
      assertThat(result.code()).isEqualTo(2);
      assertThat(program.application.asked).isEmpty();
      text.append(result.text()).append('\n');
    }
    Golden.check("usage-errors", text.toString());
  }

  @Test
  void valuesThatAreNoneSayWhichOptionTheyWereFor() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String option :
        List.of(
            "--tag=Foo/x",
            "--base-image=quay.io/a/b:1:2",
            "--user-id=0",
            "--user-id=x",
            "--user-name=root",
            "--label=x",
            "--output=oci",
            "--output=floppy:a",
            "--compression=gzip:11",
            "--compression=rar",
            "--platform=linux",
            "--threads=0",
            "--index-url=nowhere",
            "--target-repo-dir=home",
            "--default-url=https://example.org/lab",
            "--rstudio-deb=a.deb#sha256=1234",
            "--progress=loud",
            "--color=pink")) {
      Program.Result result = new Program().run("build", ".", option);
      assertThat(result.code()).as(option).isEqualTo(2);
      assertThat(result.out()).isEmpty();
      text.append(option).append("\n    ");
      text.append(result.err().substring(0, result.err().indexOf("\n\nUsage"))).append('\n');
    }
    Golden.check("invalid-values", text.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--older-than=30", "--max-size=10Q", "--older-than=-1d"})
  void limitsOfTheStoreAreChecked(String option) {
    assertThat(new Program().run("cache", "prune", option).code()).isEqualTo(2);
  }
}
