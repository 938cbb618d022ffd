package org.repo2oci.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;

class HeldEventsTest {
  private static final BuildEvent FETCHED =
      new BuildEvent.Finished(Stage.FETCH, "Read the folder", Duration.ZERO);
  private static final BuildEvent NOTED = new BuildEvent.Noted(Stage.DETECT, "Using it");

  private final List<BuildEvent> told = new ArrayList<>();
  private final HeldEvents events = new HeldEvents(told::add);

  private void begin() {
    events.accept(new BuildEvent.Started(Stage.FETCH));
    events.accept(FETCHED);
    events.accept(NOTED);
  }

  @Test
  void endsTheCommandUnheardWhereMuchIsToBeDone() {
    begin();
    assertThatThrownBy(() -> events.accept(new BuildEvent.Foreseen(true)))
        .isInstanceOf(Restart.class);
    events.close();
    assertThat(told).isEmpty();
  }

  @Test
  void tellsAllInOrderWhereLittleIsToBeDone() {
    begin();
    events.accept(new BuildEvent.Foreseen(false));
    assertThat(told)
        .containsExactly(
            new BuildEvent.Started(Stage.FETCH), FETCHED, NOTED, new BuildEvent.Foreseen(false));
  }

  @Test
  void doesNotStartAgainWhatWasToldAlready() {
    begin();
    events.accept(new BuildEvent.Started(Stage.RESOLVE));
    events.accept(new BuildEvent.Foreseen(true));
    assertThat(told).hasSize(5);
  }

  @Test
  void startsAgainBeforeARepositoryIsFetched() {
    events.accept(new BuildEvent.Started(Stage.FETCH));
    assertThatThrownBy(
            () -> events.accept(new BuildEvent.Output(Stage.FETCH, "git", "Cloning into 'x'...")))
        .isInstanceOf(Restart.class);
  }

  static List<BuildEvent> whatTakesLong() {
    return List.of(
        new BuildEvent.Output(Stage.STEP, "postBuild", "working"),
        new BuildEvent.Progress(Stage.DOWNLOAD, "numpy", 1, 2),
        new BuildEvent.Finished(Stage.ASSEMBLE, "Built 3 layers", Duration.ZERO));
  }

  @ParameterizedTest
  @MethodSource
  void whatTakesLong(BuildEvent event) {
    begin();
    events.accept(event);
    assertThat(told).hasSize(4).last().isEqualTo(event);
  }

  @Test
  void tellsTheRestWhenItIsClosed() {
    begin();
    assertThat(told).isEmpty();
    events.close();
    assertThat(told).hasSize(3);
  }
}
