package org.repo2oci.conda.channel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machine's own settings of conda, mamba and micromamba become one {@link CondaSettings};
 * pixi's are under them.
 */
public final class MachineCondaSettings {
  private MachineCondaSettings() {}

  /**
   * Reads variables and files; what is read later weighs more.
   *
   * @param home the user's home directory, where there is one
   * @param system the root that {@code /etc} is under
   * @throws org.repo2oci.failure.BuildFailure where a file is no YAML
   */
  public static CondaSettings read(
      Map<String, String> environment, Optional<Path> home, Path system) {
    CondaSettings settings = pixi(environment, home, system);
    for (Path file : files(environment, home, system)) {
      Optional<String> text = text(file);
      if (text.isPresent()) {
        settings = new CondarcFile(file.toString(), environment).read(text.get()).over(settings);
      }
    }
    return variables(environment).over(settings);
  }

  private static CondaSettings pixi(
      Map<String, String> environment, Optional<Path> home, Path system) {
    List<Path> files = new ArrayList<>();
    files.add(system.resolve("etc/pixi/config.toml"));
    configHome(environment, home).ifPresent(dir -> files.add(dir.resolve("pixi/config.toml")));
    home.ifPresent(dir -> files.add(dir.resolve(".pixi/config.toml")));
    CondaSettings settings = CondaSettings.none();
    for (Path file : files) {
      Optional<String> text = text(file);
      if (text.isPresent()) {
        settings = PixiFile.read(file.toString(), text.get()).over(settings);
      }
    }
    return settings;
  }

  private static Optional<Path> configHome(Map<String, String> environment, Optional<Path> home) {
    return variable(environment, "XDG_CONFIG_HOME")
        .map(Path::of)
        .or(() -> home.map(folder -> folder.resolve(".config")));
  }

  /** Conda's places in its order; those of root prefixes and of mamba are among them. */
  private static List<Path> files(
      Map<String, String> environment, Optional<Path> home, Path system) {
    List<Path> files = new ArrayList<>();
    for (String folder : List.of("etc/conda", "var/lib/conda")) {
      condarcs(system.resolve(folder), files);
    }
    for (String root : List.of("CONDA_ROOT", "MAMBA_ROOT_PREFIX")) {
      variable(environment, root).ifPresent(folder -> condarcs(Path.of(folder), files));
    }
    configHome(environment, home).ifPresent(dir -> condarcs(dir.resolve("conda"), files));
    home.ifPresent(folder -> {
      condarcs(folder.resolve(".conda"), files);
      files.add(folder.resolve(".condarc"));
      files.add(folder.resolve(".mambarc"));
    });
    variable(environment, "CONDA_PREFIX").ifPresent(folder -> condarcs(Path.of(folder), files));
    for (String named : List.of("CONDARC", "MAMBARC")) {
      variable(environment, named).ifPresent(file -> files.add(Path.of(file)));
    }
    return files;
  }

  private static void condarcs(Path folder, List<Path> files) {
    files.add(folder.resolve("condarc"));
    Path more = folder.resolve("condarc.d");
    if (Files.isDirectory(more)) {
      try (Stream<Path> found = Files.list(more)) {
        found.filter(file -> file.toString().matches(".*\\.ya?ml")).sorted().forEach(files::add);
      } catch (IOException e) {
        // A folder that may not be read says nothing: so it is for conda.
      }
    }
    files.add(folder.resolve(".condarc"));
    files.add(folder.resolve(".mambarc"));
  }

  private static CondaSettings variables(Map<String, String> environment) {
    CondaSettings none = CondaSettings.none();
    return new CondaSettings(
        variable(environment, "CONDA_CHANNEL_ALIAS"),
        list(environment, "CONDA_CHANNELS"),
        list(environment, "CONDA_DEFAULT_CHANNELS"),
        none.customChannels(),
        none.multichannels(),
        none.mirrors(),
        variable(environment, "CONDA_CHANNEL_PRIORITY").flatMap(ChannelPriority::parse),
        none.proxies(),
        variable(environment, "CONDA_SSL_VERIFY").filter(file -> file.startsWith("/")),
        none.warnings());
  }

  private static List<String> list(Map<String, String> environment, String name) {
    return variable(environment, name).stream()
        .flatMap(value -> Arrays.stream(value.split("[,&]")))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .toList();
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private static Optional<String> text(Path file) {
    try {
      return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
