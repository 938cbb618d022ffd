package org.repo2oci.cli.render;

import java.util.Optional;
import org.repo2oci.event.BuildEvent;

/** The line that an event leaves behind, for people; most events leave none. */
final class EventLines {
  private final Detail detail;
  private final Palette palette;
  private final Redaction redaction;

  EventLines(Detail detail, Palette palette, Redaction redaction) {
    this.detail = detail;
    this.palette = palette;
    this.redaction = redaction;
  }

  Optional<String> line(BuildEvent event) {
    return switch (event) {
      case BuildEvent.Foreseen _, BuildEvent.Started _, BuildEvent.Progress _ -> Optional.empty();
      case BuildEvent.Finished(_, var summary, var took) ->
          wanted(Detail.NORMAL, clean(summary) + palette.faint(" in " + Amounts.time(took)));
      case BuildEvent.Noted(_, var message) -> wanted(Detail.NORMAL, clean(message));
      case BuildEvent.Warned(var message) ->
          Optional.of(palette.warning("warning:") + " " + clean(message));
      case BuildEvent.Output(var stage, var source, var line) ->
          // The prefix also keeps a log reader from taking the line for one of its own commands.
          wanted(
              stage == BuildEvent.Stage.STEP ? Detail.NORMAL : Detail.VERBOSE,
              palette.faint(clean(source) + " |") + " " + clean(line));
    };
  }

  private Optional<String> wanted(Detail from, String line) {
    return detail.compareTo(from) >= 0 ? Optional.of(line) : Optional.empty();
  }

  String clean(String text) {
    return PlainText.line(redaction.apply(text));
  }
}
