package org.repo2oci.cli.render;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;

/** What is running: the stages that began, with their items and how far each is. */
final class Frame {
  private static final int MOST_ITEMS = 5;
  private static final int NARROWEST = 40;

  private final Map<Stage, Running> stages = new EnumMap<>(Stage.class);

  /** A stage; items keep their order, and sums keep what finished items moved. */
  private static final class Running {
    final long since;
    final Map<String, Item> items = new LinkedHashMap<>();
    String said = "";
    double highest;

    Running(long since) {
      this.since = since;
    }
  }

  private record Item(long done, long total) {
    /** Never falls, whatever order the events of several threads come in. */
    Item advanced(long nowDone, long nowTotal) {
      return new Item(Math.max(done, nowDone), Math.max(total, nowTotal));
    }

    boolean running() {
      return total == 0 || done < total;
    }
  }

  void accept(BuildEvent event, long now, UnaryOperator<String> clean) {
    switch (event) {
      case BuildEvent.Started(var stage) -> stages.put(stage, new Running(now));
      case BuildEvent.Finished(var stage, _, _) -> stages.remove(stage);
      case BuildEvent.Progress(var stage, var item, var done, var total) ->
          running(stage, now)
              .items
              .merge(
                  clean.apply(item),
                  new Item(done, total),
                  (old, fresh) -> old.advanced(fresh.done(), fresh.total()));
      case BuildEvent.Output(var stage, _, var line) -> {
        Running running = stages.get(stage);
        if (running != null && !line.isBlank()) {
          running.said = clean.apply(line).strip();
        }
      }
      case BuildEvent.Foreseen _, BuildEvent.Noted _, BuildEvent.Warned _ -> {}
    }
  }

  private Running running(Stage stage, long now) {
    return stages.computeIfAbsent(stage, _ -> new Running(now));
  }

  List<String> lines(long now, TerminalSize size, Palette palette) {
    List<String> lines = new ArrayList<>();
    int width = Math.max(NARROWEST, size.columns()) - 1;
    stages.forEach((stage, running) -> stageLines(stage, running, now, width, palette, lines));
    int most = Math.max(1, size.rows() - 2);
    return lines.size() > most ? lines.subList(0, most) : lines;
  }

  private static void stageLines(
      Stage stage, Running running, long now, int width, Palette palette, List<String> lines) {
    long done = running.items.values().stream().mapToLong(Item::done).sum();
    long total = running.items.values().stream().mapToLong(Item::total).sum();
    boolean sized = running.items.values().stream().allMatch(item -> item.total() > 0);
    String time = Amounts.time(Duration.ofNanos(now - running.since));
    String amount = done == 0 ? "" : sized ? ofTotal(done, total) : Amounts.bytes(done);
    String left = pad(word(stage), 12);
    String right = (amount.isEmpty() ? "" : amount + "  ") + time;
    if (total > 0 && sized) {
      int room = Math.min(30, width - left.length() - right.length() - 4);
      // Items come as they are found, so the sum may grow faster than what is done: never go back.
      running.highest = Math.max(running.highest, (double) done / total);
      lines.add(palette.strong(left) + bar(running.highest, room, palette) + "  " + right);
    } else {
      int room = width - left.length() - right.length() - 2;
      lines.add(palette.strong(left) + right + palette.faint("  " + cut(running.said, room)));
    }
    int name = Math.min(40, width - 30);
    running.items.entrySet().stream()
        .filter(entry -> entry.getValue().running())
        .limit(MOST_ITEMS)
        .forEach(entry -> lines.add(itemLine(entry.getKey(), entry.getValue(), name, palette)));
  }

  private static String itemLine(String name, Item item, int room, Palette palette) {
    String left = "  " + pad(cut(name, room), room) + "  ";
    return item.total() == 0
        ? left + Amounts.bytes(item.done())
        : left
            + bar((double) item.done() / item.total(), 8, palette)
            + "  "
            + ofTotal(item.done(), item.total());
  }

  private static String ofTotal(long done, long total) {
    return Amounts.bytes(done) + " of " + Amounts.bytes(total);
  }

  private static String bar(double fraction, int room, Palette palette) {
    if (room < 4) {
      return "";
    }
    double part = Math.min(1, fraction);
    int full = (int) (part * room);
    String percent = String.format(Locale.ROOT, " %3d%%", (int) (part * 100));
    return palette.done("━".repeat(full)) + palette.faint("─".repeat(room - full)) + percent;
  }

  private static String pad(String text, int width) {
    return text.length() >= width ? text : text + " ".repeat(width - text.length());
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "…";
  }

  private static String word(Stage stage) {
    return switch (stage) {
      case FETCH -> "Fetching";
      case DETECT -> "Detecting";
      case RESOLVE -> "Resolving";
      case PLAN -> "Planning";
      case DOWNLOAD -> "Downloading";
      case ASSEMBLE -> "Assembling";
      case STEP -> "Running";
      case PUSH -> "Pushing";
      case EXPORT -> "Exporting";
      case LAUNCH -> "Running";
    };
  }
}
