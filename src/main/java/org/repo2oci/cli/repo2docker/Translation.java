package org.repo2oci.cli.repo2docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.repo2oci.cli.application.HostSettings;
import org.repo2oci.launch.PublishedPort;

/**
 * What repo2docker was told, as a command line of this program: {@code plan}, {@code build} or
 * {@code launch}. The command line goes before the settings of files.
 */
final class Translation {
  private static final Pattern USER_NAME = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
  private static final String USUAL_USER = "jovyan";
  private static final String DEFAULT_BUILDPACK = "default_buildpack";

  /** Of Python's levels, by name and number. */
  private static final Set<String> DEBUG = Set.of("DEBUG", "10");

  private final ParsedLine line;
  private final Traits traits;
  private final HostSettings host;
  private final Supplier<Optional<String>> engineMissing;
  private final Consumer<String> warnings;
  private final List<String> words = new ArrayList<>();
  private final boolean build;
  private final boolean run;
  private final boolean push;

  /**
   * @param engineMissing why no Docker Engine can be used; empty where one answers
   */
  Translation(
      ParsedLine line,
      Traits traits,
      HostSettings host,
      Supplier<Optional<String>> engineMissing,
      Consumer<String> warnings) {
    this.line = line;
    this.traits = traits;
    this.host = host;
    this.engineMissing = engineMissing;
    this.warnings = warnings;
    this.build = flag("build", "dry_run").map(given -> given).orElse(true);
    this.run = build && flag("run", "run").orElse(true);
    this.push = build && flag("push", "push").orElse(false);
  }

  private Optional<Boolean> flag(String option, String trait) {
    Optional<Boolean> given = line.last(option).map(Boolean::parseBoolean);
    // The setting says the opposite of the option.
    return given.or(
        () -> trait.equals("dry_run") ? traits.flag(trait).map(dry -> !dry) : traits.flag(trait));
  }

  private Optional<String> text(String option, String trait) {
    return line.last(option).or(() -> traits.text(trait)).filter(text -> !text.isEmpty());
  }

  /** True where every line of the log must be a JSON object. */
  static boolean json(ParsedLine line, Traits traits) {
    return line.has("json_logs") || traits.flag("json_logs").orElse(false);
  }

  List<String> words() {
    words.add(build ? run ? "launch" : "build" : "plan");
    output();
    source();
    // In this order, which says what is refused first.
    Map<String, String> volumes = volumes();
    List<String> ports = ports();
    user();
    List<String> environment = environment();
    image();
    if (run) {
      runner();
      option("--env", environment);
      volumes.forEach((folder, target) -> option("--volume", folder + ":" + target));
      option("--publish", ports);
      if (publishesAll()) {
        words.add("--publish-all");
      }
    }
    delivery();
    words.add("--");
    words.add(line.repository());
    if (run) {
      words.addAll(command());
    }
    return List.copyOf(words);
  }

  private void output() {
    if (json(line, traits)) {
      words.add("--json-logs");
    }
    if (line.has("debug") || traits.text("log_level").filter(DEBUG::contains).isPresent()) {
      words.add("--debug");
    }
    if (build) {
      // What programs of the repository, and the server, write is shown there too.
      words.add("--verbose");
    }
  }

  private void source() {
    Optional<String> ref = text("ref", "ref");
    if (ref.isPresent() && Files.isDirectory(host.workingDirectory().resolve(line.repository()))) {
      warnings.accept("`--ref` is ignored: `%s` is a folder".formatted(line.repository()));
    } else {
      ref.ifPresent(name -> option("--ref", name));
    }
    if (traits.isNone(DEFAULT_BUILDPACK)) {
      words.add("--require-environment");
    } else if (traits.text(DEFAULT_BUILDPACK).isPresent()) {
      warnings.accept(
          "`Repo2Docker.default_buildpack` is ignored: here it can be `None`, or left out");
    }
    text("subdir", "subdir").ifPresent(folder -> option("--subdir", folder));
    traits.text("base_image").ifPresent(image -> option("--base-image", image));
    traits.text("platform").ifPresent(platform -> option("--platform", platform));
    List<String> images =
        line.all("cache_from").isEmpty() ? traits.list("cache_from") : line.all("cache_from");
    images.forEach(image -> option("--cache-from", image));
  }

  private List<String> command() {
    return line.command().isEmpty() ? traits.list("run_cmd") : line.command();
  }

  private Map<String, String> volumes() {
    Map<String, String> volumes = new LinkedHashMap<>();
    traits.map("volumes").forEach((folder, target) -> volumes.put(folder, target.asText()));
    if (line.has("editable")) {
      Path folder = host.workingDirectory().resolve(line.repository());
      if (!Files.isDirectory(folder)) {
        throw Refusal.failed(
            "Cannot mount \"%s\" in editable mode as it is not a directory"
                .formatted(line.repository()));
      }
      volumes.put(folder.normalize().toString(), ".");
    }
    if (!volumes.isEmpty() && !run) {
      throw Refusal.failed("To Mount volumes with -v, you also need to run the container");
    }
    for (String volume : line.all("volumes")) {
      String[] parts = volume.split(":", -1);
      if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
        throw Refusal.failed("`--volume %s` is not FOLDER:PATH".formatted(volume));
      }
      if (!run) {
        throw Refusal.failed("Cannot mount volumes if container is not run");
      }
      volumes.put(parts[0], parts[1]);
    }
    return volumes;
  }

  private boolean publishesAll() {
    return line.has("all_ports") || traits.flag("all_ports").orElse(false);
  }

  /** The ports of the command line, or else those of the settings. */
  private List<String> ports() {
    List<String> given = line.all("ports");
    if (!run && (line.has("all_ports") || !given.isEmpty())) {
      throw Refusal.failed("To publish user-defined port mappings, the container must also be run");
    }
    if (given.size() > 1 && command().isEmpty()) {
      throw Refusal.failed(
          "To publish user-defined port mapping, you must specify the command to run in the container");
    }
    List<String> configured = PortSetting.words(traits.map("ports"));
    if (!given.isEmpty() && !configured.isEmpty()) {
      warnings.accept("Ignoring port configuration from config, overridden by CLI");
    }
    List<String> ports = given.isEmpty() ? configured : given;
    for (String port : ports) {
      if (published(port).host() == 0 && !given.isEmpty()) {
        throw Refusal.failed("Port specification \"%s\" has an invalid port.".formatted(port));
      }
    }
    return ports;
  }

  private static PublishedPort published(String port) {
    try {
      return PublishedPort.parse(port);
    } catch (IllegalArgumentException e) {
      throw Refusal.failed(String.valueOf(e.getMessage()));
    }
  }

  private void user() {
    String id = line.last("user_id").or(() -> traits.integer("user_id")).orElse("" + host.userId());
    boolean root = new java.math.BigInteger(id).signum() == 0;
    if (root && build) {
      throw Refusal.failed(
          """
          Root as the primary user in the image is not permitted.
          The uid and the username of the user invoking repo2docker is used to create a mirror \
          account in the image by default. To override that behavior pass --user-id <numeric_id> \
          and --user-name <string> to repo2docker.
          Please see repo2docker --help for more details.
          """);
    }
    if (!root) {
      option("--user-id", id);
    }
    Optional<String> name = text("user_name", "user_name");
    option("--user-name", name.orElseGet(this::caller));
  }

  /** The caller's name where it can be one in the image; a build pod may have none at all. */
  private String caller() {
    Optional<String> name =
        Stream.of("LOGNAME", "USER", "LNAME", "USERNAME")
            .flatMap(variable -> host.variable(variable).stream())
            .findFirst();
    if (name.filter(text -> !text.equals("root") && USER_NAME.matcher(text).matches())
        .isPresent()) {
      return name.get();
    }
    if (build) {
      warnings.accept(
          "The image's user is called `%s`; `--user-name` names another".formatted(USUAL_USER));
    }
    return USUAL_USER;
  }

  private List<String> environment() {
    List<String> all = new ArrayList<>(traits.list("environment"));
    for (String variable : line.all("environment")) {
      Optional<String> value =
          variable.contains("=")
              ? Optional.of(variable)
              : Optional.ofNullable(host.environment().get(variable))
                  .map(here -> variable + "=" + here);
      value.ifPresent(text -> {
        if (!run) {
          throw Refusal.failed(
              "To specify environment variables, you also need to run the container");
        }
        all.add(text);
      });
    }
    return all;
  }

  private void image() {
    text("target_repo_dir", "target_repo_dir")
        .ifPresent(folder -> option("--target-repo-dir", folder));
    text("appendix", "appendix").ifPresent(lines -> option("--appendix", lines));
    pairs("labels").forEach((key, value) -> option("--label", key + "=" + value));
    pairs("extra_build_args").forEach((key, value) -> option("--build-arg", key + "=" + value));
    if (build) {
      line.last("build_memory_limit").ifPresent(limit -> option("--build-memory-limit", limit));
    }
  }

  private Map<String, String> pairs(String setting) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> pair : traits.map(setting).entrySet()) {
      pairs.put(pair.getKey(), pair.getValue().asText());
    }
    for (String pair : line.all(setting)) {
      int equals = pair.indexOf('=');
      pairs.put(
          equals < 0 ? pair : pair.substring(0, equals),
          equals < 0 ? "" : pair.substring(equals + 1));
    }
    return pairs;
  }

  private boolean sandbox() {
    return text("engine", "engine").filter("sandbox"::equals).isPresent();
  }

  private void runner() {
    Optional<String> missing = sandbox() ? Optional.empty() : engineMissing.get();
    missing.ifPresent(why ->
        warnings.accept(
            "Running the image in our own sandbox, because no Docker Engine can be used: " + why));
    option("--engine", sandbox() || missing.isPresent() ? "sandbox" : "docker");
  }

  private void delivery() {
    if (!build) {
      return;
    }
    Optional<String> name = text("image_name", "output_image_spec");
    name.ifPresent(tag -> option("--tag", tag));
    if (push) {
      if (name.isEmpty()) {
        throw Refusal.failed("`--push` needs `--image-name`, which says where to");
      }
      words.add("--push");
    } else if (!run && !sandbox()) {
      option("--output", "docker-daemon");
    }
  }

  private void option(String name, List<String> values) {
    values.forEach(value -> option(name, value));
  }

  private void option(String name, String value) {
    words.add(name + "=" + value);
  }
}
