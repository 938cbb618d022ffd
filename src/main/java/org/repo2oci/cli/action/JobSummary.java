package org.repo2oci.cli.action;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.cli.application.InspectReport;
import org.repo2oci.cli.application.PushedLayers;
import org.repo2oci.cli.hub.HubImage;
import org.repo2oci.cli.hub.HubKind;
import org.repo2oci.cli.hub.HubResources;
import org.repo2oci.cli.render.Amounts;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;
import org.repo2oci.inspect.ImageDifference.PackageChange;
import org.repo2oci.inspect.LayerChain;
import org.repo2oci.inspect.PackageChanges;

/**
 * What people read of a run: the image, what it costs to pull, what changed, and the lines for a
 * hub.
 *
 * @param earlier the image that was made before, where one was found
 * @param pushed empty where nothing was
 * @param why nothing was pushed, for people
 */
record JobSummary(
    ImageNaming names,
    InspectReport image,
    Optional<InspectReport> earlier,
    Optional<PushedLayers> pushed,
    Optional<String> why,
    Optional<String> tests) {
  private static final int MOST_CHANGES = 200;

  /** True where a node that has the earlier image has to pull nothing but settings. */
  static boolean isSame(InspectReport image, InspectReport earlier) {
    return image.manifest().equals(earlier.manifest()) || digests(image).equals(digests(earlier));
  }

  private static List<Digest> digests(InspectReport image) {
    return image.layers().stream().map(InspectReport.ImageLayer::digest).toList();
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("### ")
        .append(code(names.commit().toString()))
        .append("\n\n| | |\n| --- | --- |\n");
    row(text, "Digest", code(image.manifest().toString()));
    row(
        text,
        "Names",
        String.join(
            " ", names.all().stream().map(name -> code(":" + name.tag().orElse(""))).toList()));
    row(text, "Pushed", delivery());
    row(text, "Layers", layers());
    row(text, "A node pulls", pull());
    tests.ifPresent(result -> row(text, "Tests", result));
    earlier.ifPresent(before -> row(text, "Compared with", code(before.name())));
    text.append('\n').append(changes());
    if (pushed.isPresent()) {
      text.append(hub());
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String name, String value) {
    text.append("| ").append(name).append(" | ").append(value).append(" |\n");
  }

  private String delivery() {
    return pushed.isPresent()
        ? "yes"
        : "no"
            + why.map(text -> ": " + escaped(text.replaceFirst("^Nothing is pushed: ", "")))
                .orElse("");
  }

  private String layers() {
    String count = Amounts.count(image.layers().size(), "layer");
    return pushed
        .map(push ->
            "%s: %d pushed (%s), %d kept"
                .formatted(count, push.sent(), Amounts.bytes(push.bytes()), push.kept()))
        .orElse(count);
  }

  private String pull() {
    long whole = image.layers().stream().mapToLong(InspectReport.ImageLayer::size).sum();
    String all = "%s, all of it".formatted(Amounts.bytes(whole));
    if (earlier.isEmpty()) {
      return all;
    }
    // A node pulls a blob once, however often it is in the image.
    Map<Digest, Long> missing = new HashMap<>();
    LayerChain.missing(earlier.get().layers(), image.layers(), InspectReport.ImageLayer::diffId)
        .forEach(layer -> missing.put(layer.digest(), layer.size()));
    long bytes = missing.values().stream().mapToLong(size -> size).sum();
    return "%s in %s where it has the last image; %s where it has none"
        .formatted(
            Amounts.bytes(bytes), Amounts.count(missing.size(), "layer"), Amounts.bytes(whole));
  }

  private String changes() {
    if (earlier.isEmpty() || earlier.get().packages().isEmpty()) {
      return "";
    }
    List<PackageChange> changes =
        PackageChanges.between(earlier.get().packages(), image.packages());
    if (changes.isEmpty()) {
      return "All %s are as they were.\n\n"
          .formatted(Amounts.count(image.packages().size(), "package"));
    }
    StringBuilder text = new StringBuilder();
    text.append("%s changed:\n\n".formatted(Amounts.count(changes.size(), "package")));
    text.append("| Package | Before | Now | |\n| --- | --- | --- | --- |\n");
    for (PackageChange change : changes.subList(0, Math.min(MOST_CHANGES, changes.size()))) {
      text.append(
          "| %s | %s | %s | %s |\n"
              .formatted(
                  escaped(change.name()),
                  escaped(change.before().orElse("")),
                  escaped(change.after().orElse("")),
                  change.ecosystem()));
    }
    if (changes.size() > MOST_CHANGES) {
      text.append("\n… and %d more\n".formatted(changes.size() - MOST_CHANGES));
    }
    return text.append('\n').toString();
  }

  private String hub() {
    HubImage one =
        HubImage.of(
            new ImageReference(
                names.commit().registry(),
                names.commit().repository(),
                names.commit().tag(),
                Optional.empty()),
            image.manifest(),
            image.labels(),
            image.environment(),
            HubResources.none());
    List<String> parts = new ArrayList<>();
    for (HubKind kind : HubKind.values()) {
      parts.add(
          "%s\n\n```%s\n%s```\n"
              .formatted(
                  kind.title(),
                  kind == HubKind.Z2JH ? "yaml" : "python",
                  kind.lines(List.of(one)).replace("```", "'''")));
    }
    parts.add("Try it: `docker run --rm -p 8888:8888 %s`\n".formatted(names.commit()));
    return "<details><summary>Lines for a hub</summary>\n\n"
        + String.join("\n", parts)
        + "\n</details>\n";
  }

  /** Names have no backticks. */
  private static String code(String text) {
    return "`" + text.replace("`", "'").replace("|", "\\|") + "`";
  }

  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (char c : text.replaceAll("\\s+", " ").toCharArray()) {
      if (c == '<') {
        escaped.append("&lt;");
      } else {
        escaped.append("\\`*_[]|!#@".indexOf(c) >= 0 ? "\\" + c : String.valueOf(c));
      }
    }
    return escaped.toString();
  }

  /** Said where nothing came of it. */
  static String failure(String text) {
    String kept =
        text.strip().toLowerCase(Locale.ROOT).isEmpty() ? "No reason was given" : text.strip();
    return "### No image\n\n````text\n" + kept.replace("````", "'''") + "\n````\n";
  }
}
