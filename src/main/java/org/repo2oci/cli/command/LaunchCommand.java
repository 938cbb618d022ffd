package org.repo2oci.cli.command;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.repo2oci.cli.application.HostSettings;
import org.repo2oci.cli.application.LaunchArguments;
import org.repo2oci.cli.application.LaunchArguments.Runner;
import org.repo2oci.cli.application.RunningServer;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.launch.PublishedPort;
import org.repo2oci.launch.Publishing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code launch}: makes the image, runs it here, and says where to click. */
@Command(
    name = "launch",
    customSynopsis = "repo2oci launch [options] REPO [COMMAND...]",
    footer = "All options of `repo2oci build` work too.")
final class LaunchCommand implements Action {
  @Mixin private final BuildOptions options = new BuildOptions();

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description = "What runs the image: sandbox or docker (default: sandbox)")
  private @Nullable String engine;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port on this machine (default: a free one)")
  private @Nullable String port;

  @Option(
      names = {"-p", "--publish"},
      paramLabel = "[HOST:]PORT",
      description = "Reach it; `IP:` may be in front, `/udp` behind (again for more)")
  private List<String> publish = new ArrayList<>();

  @Option(
      names = {"-P", "--publish-all"},
      description = "Reach all ports that the image names, under free numbers")
  private boolean publishAll;

  @Option(
      names = "--urlpath",
      paramLabel = "PATH",
      description = "What the first link opens (default: the image's, or lab)")
  private @Nullable String urlPath;

  @Option(
      names = {"-e", "--env"},
      paramLabel = "NAME[=VALUE]",
      description = "A variable for the server (again for more)")
  private List<String> environment = new ArrayList<>();

  @Option(
      names = "--volume",
      paramLabel = "DIR:PATH",
      description = "A folder of this machine in the image (again for more)")
  private List<String> volumes = new ArrayList<>();

  @Parameters(
      index = "1..*",
      paramLabel = "COMMAND",
      description = "Run this instead of the image's command; after `--`")
  private List<String> command = new ArrayList<>();

  @Option(names = "--open", description = "Open the first link in a browser")
  private boolean open;

  @Option(names = "--keep", description = "Keep the container or root folder afterwards")
  private boolean keep;

  @Override
  public OutputOptions output() {
    return options.output;
  }

  @Override
  public boolean endsWhenAsked() {
    return true;
  }

  @Override
  public int run(Session session) {
    LaunchArguments arguments =
        new LaunchArguments(
            options.arguments(session.host()),
            Parsed.value("--engine", engine, LaunchCommand::runner).orElse(Runner.SANDBOX),
            Parsed.value("--port", port, text -> Parsed.number(text, 1, 65_535))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty()),
            publishing(),
            Optional.ofNullable(urlPath).or(options.source::page),
            keep,
            folders(session.host()),
            command,
            variables(session.host()));
    return session
        .application()
        .launch(arguments, session.events(), server -> ready(server, session));
  }

  private Publishing publishing() {
    return new Publishing(Parsed.values("--publish", publish, PublishedPort::parse), publishAll);
  }

  private void ready(RunningServer server, Session session) {
    int width = server.links().stream().mapToInt(link -> link.name().length()).max().orElse(0);
    for (RunningServer.Link link : server.links()) {
      String space = " ".repeat(width - link.name().length() + 2);
      session.printLine(link.name() + space + link.address(), "running");
    }
    if (open && !server.links().isEmpty()) {
      URI first = server.links().getFirst().address();
      Browser.open(first, session.host(), session.events());
    }
  }

  /** As engines have it: a name alone takes the value that it has here, if any. */
  private Map<String, String> variables(HostSettings host) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String text : environment) {
      String[] parts = text.split("=", 2);
      if (parts[0].isBlank()) {
        throw BuildFailure.usage("Invalid value for `--env`: `%s` has no name".formatted(text));
      }
      if (parts.length == 2) {
        variables.put(parts[0], parts[1]);
      } else {
        host.variable(text).ifPresent(value -> variables.put(text, value));
      }
    }
    return variables;
  }

  private Map<Path, String> folders(HostSettings host) {
    Map<Path, String> folders = new LinkedHashMap<>();
    for (String text : volumes) {
      int colon = text.lastIndexOf(':');
      if (colon < 1 || colon == text.length() - 1) {
        throw BuildFailure.usage(
            "Invalid value for `--volume`: `%s` is not DIR:PATH".formatted(text));
      }
      Path folder = host.workingDirectory().resolve(text.substring(0, colon)).normalize();
      if (!Files.isDirectory(folder)) {
        throw BuildFailure.usage(
            "Invalid value for `--volume`: `%s` is not a folder".formatted(folder));
      }
      folders.put(folder, text.substring(colon + 1));
    }
    return folders;
  }

  private static Runner runner(String text) {
    return Arrays.stream(Runner.values())
        .filter(known -> known.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("`%s` is none of sandbox, docker".formatted(text)));
  }
}
