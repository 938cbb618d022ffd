package org.repo2oci.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.repo2oci.cli.Golden;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;

class TtyRendererTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private TerminalSize size = new TerminalSize(80, 24);
  private long now;
  private final TtyRenderer renderer =
      new TtyRenderer(
          new PrintStream(bytes, true, StandardCharsets.UTF_8),
          Detail.NORMAL,
          new Palette(false),
          Redaction.of(Map.of()),
          () -> now,
          () -> size);

  private void after(long millis, BuildEvent... events) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
    for (BuildEvent event : events) {
      renderer.accept(event);
    }
    renderer.draw();
  }

  private String written() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    return text;
  }

  private String screen() {
    return Screen.after(bytes.toString(StandardCharsets.UTF_8));
  }

  private static BuildEvent progress(String item, long done, long total) {
    return new BuildEvent.Progress(Stage.DOWNLOAD, item, done, total);
  }

  @Test
  void drawsWhatRunsBelowWhatIsDone() throws IOException {
    StringBuilder text = new StringBuilder();
    after(400, new BuildEvent.Started(Stage.RESOLVE));
    text.append(screen()).append("=====\n");
    after(900, new BuildEvent.Output(Stage.RESOLVE, "uv", "Resolving \u001b[1mnumpy\u001b[0m"));
    text.append(screen()).append("=====\n");
    after(
        100,
        new BuildEvent.Finished(Stage.RESOLVE, "Resolved 212 packages", Duration.ofSeconds(1)),
        new BuildEvent.Started(Stage.DOWNLOAD),
        progress("numpy-2.3.1.whl", 4_000_000, 16_000_000),
        progress("pandas-2.3.0.whl", 12_000_000, 12_000_000),
        progress("scikit_learn.whl", 1_000_000, 9_000_000));
    text.append(screen()).append("=====\n");
    after(2000, progress("numpy-2.3.1.whl", 16_000_000, 16_000_000), progress("a.tar", 5_000, 0));
    text.append(screen()).append("=====\n");
    after(
        100,
        new BuildEvent.Finished(Stage.DOWNLOAD, "Downloaded 3 packages", Duration.ofMillis(2100)));
    text.append(screen());
    Golden.check("tty", text.toString());
  }

  @Test
  void drawsNothingInTheFirstMoments() {
    after(299, new BuildEvent.Started(Stage.RESOLVE));

    assertThat(written()).isEmpty();
  }

  @Test
  void showsFinishedWorkAtOnce() {
    after(1, new BuildEvent.Finished(Stage.FETCH, "Fetched", Duration.ofMillis(1)));

    assertThat(written()).isEqualTo("Fetched in 1ms\n");
  }

  @Test
  void neverGoesBack() {
    after(400, new BuildEvent.Started(Stage.DOWNLOAD), progress("a", 50, 100));
    after(100, progress("a", 40, 100));
    assertThat(screen()).contains(" 50%").contains("50 B of 100 B");

    after(100, progress("b", 0, 900));
    assertThat(screen()).contains(" 50%  50 B of 1.0 kB");
  }

  @Test
  void isCutToTheTerminal() {
    size = new TerminalSize(40, 6);
    after(400, new BuildEvent.Started(Stage.DOWNLOAD));
    for (int item = 0; item < 20; item++) {
      after(1, progress("a-very-long-name-of-a-package-%d.whl".formatted(item), 1, 100));
    }

    assertThat(screen().lines()).hasSizeLessThanOrEqualTo(5);
    assertThat(screen().lines()).allMatch(line -> line.length() <= 40);
  }

  @Test
  void leavesACleanTerminal() {
    after(400, new BuildEvent.Started(Stage.DOWNLOAD), progress("a", 1, 100));
    renderer.close();
    renderer.accept(new BuildEvent.Warned("too late"));
    renderer.draw();

    assertThat(screen()).isEmpty();
  }

  @Test
  void aFailureTakesThePlaceOfTheBars() {
    after(400, new BuildEvent.Started(Stage.DOWNLOAD), progress("a", 1, 100));
    renderer.failed(FailureText.of(BuildFailure.input("Cannot go on"), false));

    assertThat(screen()).isEqualTo("error: Cannot go on\n");
  }

  @Test
  void namesOfOthersCannotMoveTheCursor() {
    after(400, new BuildEvent.Started(Stage.DOWNLOAD), progress("a\u001b[2J\nb", 1, 100));

    assertThat(written()).doesNotContain("\u001b[2J").contains("a b");
  }

  @Test
  void linesOfAFrameAreNeverWrapped() {
    after(400, new BuildEvent.Started(Stage.DOWNLOAD));

    assertThat(List.of(written().split("\n", -1)))
        .satisfies(lines -> {
          assertThat(lines.getFirst()).startsWith("\u001b[?7l");
          assertThat(lines.getLast()).isEqualTo("\u001b[?7h");
        });
  }
}
