package org.repo2oci.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The scratch folder of one step, as {@code enter.sh} expects it: the script, the command's input,
 * the layers under short names, and the empty folders that mounts go to.
 */
final class StepFolder {
  private static final String SCRIPT = readScript();

  private final Path root;

  private StepFolder(Path root) {
    this.root = root;
  }

  static StepFolder prepare(Path root, Step step) throws IOException {
    StepFolder folder = new StepFolder(root);
    // Only its owner gets in: what a step writes may be setuid root.
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(folder.script(), SCRIPT);
    Files.write(root.resolve("input"), step.standardInput());
    folder.makeLayers(step);
    Files.createDirectories(root.resolve("root"));
    folder.directory("changes", 0700);
    folder.directory("changes/upper", 0755);
    folder.directory("tmp", 01777);
    return folder;
  }

  Path script() {
    return root.resolve("enter.sh");
  }

  Path root() {
    return root;
  }

  /** The overlay's option: names relative to {@code layers/}, the topmost first. */
  static String lowers(int layers) {
    List<String> names = new ArrayList<>();
    names.add("facts");
    for (int i = layers - 1; i >= 0; i--) {
      names.add(Integer.toString(i));
    }
    names.add("places");
    return String.join(":", names);
  }

  /**
   * The mount option has room for 4096 bytes, so the layers get short names. Above them lies a
   * layer of facts that belong to the run, below them one of places for mounts that the image may
   * lack; so the step's own layer never holds them.
   */
  private void makeLayers(Step step) throws IOException {
    Path layers = directory("layers", 0755);
    for (int i = 0; i < step.layers().size(); i++) {
      Files.createSymbolicLink(
          layers.resolve(Integer.toString(i)), step.layers().get(i).directory().toAbsolutePath());
    }
    for (String name : List.of("dev", "etc", "proc", "sys", ".repo2oci")) {
      directory("layers/facts/" + name, 0755);
    }
    directory("layers/facts/tmp", 01777);
    Files.writeString(layers.resolve("facts/etc/hosts"), hosts(step.network()));
    Files.writeString(
        layers.resolve("facts/etc/resolv.conf"),
        step.network() ? hostFile(Path.of("/etc/resolv.conf")) : "");
    directory("layers/places", 0755);
    place(step.readOnlyBinds());
    place(step.writableBinds());
  }

  private void place(Map<Path, String> binds) throws IOException {
    for (Map.Entry<Path, String> bind : binds.entrySet()) {
      // The step's own /tmp lies above all layers.
      Path places = root.resolve(bind.getValue().startsWith("/tmp/") ? "" : "layers/places");
      Path target = places.resolve(bind.getValue().substring(1)).normalize();
      if (!target.startsWith(places) || target.equals(places)) {
        throw new IllegalArgumentException("cannot bind to `%s`".formatted(bind.getValue()));
      }
      if (Files.isDirectory(bind.getKey())) {
        Files.createDirectories(target);
      } else {
        Files.createDirectories(target.resolveSibling(""));
        Files.writeString(target, "");
      }
    }
  }

  private Path directory(String name, int mode) throws IOException {
    Path directory = Files.createDirectories(root.resolve(name));
    Files.setAttribute(directory, "unix:mode", mode);
    return directory;
  }

  private static String hosts(boolean network) {
    String own = "127.0.0.1 localhost repo2oci\n::1 localhost ip6-localhost ip6-loopback\n";
    return network ? own + hostFile(Path.of("/etc/hosts")) : own;
  }

  private static String hostFile(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // A machine without the file has no names to offer.
      return "";
    }
  }

  private static String readScript() {
    try (InputStream stream = StepFolder.class.getResourceAsStream("enter.sh")) {
      if (stream == null) {
        throw new IllegalStateException("enter.sh is not part of this program");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
