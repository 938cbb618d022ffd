package org.repo2oci.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.repo2oci.cli.application.InspectArguments;
import org.repo2oci.cli.application.InspectReport;
import org.repo2oci.cli.application.MachineArguments;
import org.repo2oci.cli.hub.HubImage;
import org.repo2oci.cli.hub.HubKind;
import org.repo2oci.cli.hub.HubResources;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Platform;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hub-config}: the lines that make a hub offer images. */
@Command(
    name = "hub-config",
    customSynopsis = "repo2oci hub-config [options] IMAGE...",
    footer = {
      "Names and descriptions come from the labels `org.opencontainers.image.title` and `….description`;",
      "`repo2oci build --label` sets them.",
      ""
    })
final class HubConfigCommand implements Action {
  @Parameters(
      index = "0..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "A name in a registry, with a tag that stays")
  private List<String> images = new ArrayList<>();

  @Option(
      names = "--for",
      paramLabel = "HUB",
      description = "z2jh, kubespawner, dockerspawner or tljh (default: all)")
  private @Nullable String kind;

  @Option(
      names = "--name",
      paramLabel = "TEXT",
      description = "What people choose (again for the next image; default: of the labels)")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--default-url",
      paramLabel = "PATH",
      description = "Where servers open, such as /lab or /rstudio (default: as the image says)")
  private @Nullable String defaultUrl;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "What each server may use, such as 2G")
  private @Nullable String memory;

  @Option(
      names = "--cpu",
      paramLabel = "N",
      description = "How many CPUs each server may use, such as 0.5")
  private @Nullable String cpus;

  @Mixin private final WhichImage which = new WhichImage();
  @Mixin private final MachineOptions machine = new MachineOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Override
  public OutputOptions output() {
    return output;
  }

  @Override
  public int run(Session session) {
    List<ImageReference> references = Parsed.values("IMAGE", images, HubConfigCommand::reference);
    Optional<HubKind> wanted = Parsed.value("--for", kind, HubKind::parse);
    if (names.size() > references.size()) {
      throw BuildFailure.usage(
          "There are more names than images: `--name %s`".formatted(names.getLast()));
    }
    wanted.filter(HubKind::needsTag).ifPresent(hub -> requireTags(references, hub));
    List<HubImage> described = described(references, session);
    warn(described, wanted, session);
    session.print(wanted.map(hub -> hub.lines(described)).orElseGet(() -> all(described)));
    return 0;
  }

  private static ImageReference reference(String text) {
    String kind = text.substring(0, Math.max(0, text.indexOf(':')));
    if (List.of("oci", "oci-archive", "docker-archive", "docker-daemon").contains(kind)) {
      throw new IllegalArgumentException(
          "`%s` is not in a registry, and hubs pull from one".formatted(text));
    }
    return ImageReference.parse(text);
  }

  private static void requireTags(List<ImageReference> references, HubKind hub) {
    references.stream()
        .filter(reference -> reference.tag().isEmpty() && reference.digest().isPresent())
        .findFirst()
        .ifPresent(reference -> {
          throw BuildFailure.usage(
                  "Cannot write lines for `%s`: `%s` has no tag, and DockerSpawner cannot pull by digest"
                      .formatted(hub, reference))
              .withHint(
                  "Name the image by a tag of its own, such as `%s:1`".formatted(reference.name()));
        });
  }

  private List<HubImage> described(List<ImageReference> references, Session session) {
    MachineArguments store = machine.arguments(session.host());
    Platform wanted = which.platform();
    HubResources resources =
        new HubResources(
            Parsed.value("--memory", memory, HubResources::memory),
            Parsed.value("--cpu", cpus, HubResources::cpus));
    Optional<String> page = Parsed.value("--default-url", defaultUrl, HubConfigCommand::page);
    List<HubImage> described = new ArrayList<>();
    for (ImageReference reference : references) {
      InspectReport report =
          session
              .application()
              .inspect(new InspectArguments(reference.toString(), wanted, store), session.events());
      HubImage image =
          HubImage.of(
              reference,
              reference.digest().orElse(report.manifest()),
              report.labels(),
              report.environment(),
              resources);
      image = page.map(image::withDefaultUrl).orElse(image);
      described.add(
          described.size() < names.size() ? image.withTitle(names.get(described.size())) : image);
    }
    return described;
  }

  private static String page(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("`%s` does not begin with `/`".formatted(text));
    }
    return text;
  }

  private static void warn(List<HubImage> images, Optional<HubKind> wanted, Session session) {
    if (wanted.map(HubKind::needsTag).orElse(true)) {
      images.stream()
          .filter(HubImage::moves)
          .forEach(image ->
              session
                  .events()
                  .accept(
                      new BuildEvent.Warned(
                          "DockerSpawner would take whatever `%s:%s` is at that time; name a tag that stays"
                              .formatted(image.name(), image.tag().orElseThrow()))));
    }
  }

  private static String all(List<HubImage> images) {
    StringBuilder text = new StringBuilder();
    for (HubKind hub : HubKind.values()) {
      text.append(text.isEmpty() ? "" : "\n");
      text.append("# ---- ").append(hub.title()).append(" ----\n");
      text.append(
          hub.needsTag() && images.stream().anyMatch(image -> image.tag().isEmpty())
              ? "# Name every image by a tag: DockerSpawner cannot pull by digest\n"
              : hub.lines(images));
    }
    return text.toString();
  }
}
