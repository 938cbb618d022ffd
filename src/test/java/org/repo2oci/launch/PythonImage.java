package org.repo2oci.launch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.layer.Compression;
import org.repo2oci.layer.LayerBlob;
import org.repo2oci.layer.LayerOptions;
import org.repo2oci.layer.LayerWriter;
import org.repo2oci.store.Store;

/**
 * An image of two layers: bash and Python as this machine has them, and above them the entrypoint
 * of our images with a small program in the place of Jupyter's.
 */
final class PythonImage {
  static final Path PYTHON = Path.of("/usr/bin/python3");

  private static final long TIME = 1_000_000_000;
  private static final Attributes FOLDER = new Attributes(0755, 0, 0, TIME);
  private static final Attributes FILE = new Attributes(0644, 0, 0, TIME);
  private static final Attributes PROGRAM = new Attributes(0755, 0, 0, TIME);
  private static final Attributes HOME = new Attributes(0755, 1000, 1000, TIME);
  private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");
  private static final Set<String> LEFT_OUT =
      Set.of("test", "tests", "idlelib", "lib2to3", "tkinter", "turtledemo", "__pycache__");

  private PythonImage() {}

  static LaunchImage write(Store store, List<String> command) throws IOException {
    try (LayerWriter writer = LayerWriter.open(store, 2)) {
      LayerOptions options = LayerOptions.of(Compression.parse("gzip:1"));
      List<LayerBlob> layers =
          List.of(writer.write(machine(), options), writer.write(server(), options));
      return new LaunchImage(
          "demo",
          Images.config(
              "1000",
              List.of("/usr/local/bin/repo2docker-entrypoint"),
              command,
              layers.stream().map(LayerBlob::diffId).toList()),
          layers.stream().map(layer -> store.blob(layer.digest()).orElseThrow().file()).toList());
    }
  }

  private static FileTree machine() throws IOException {
    FileTree.Builder tree = FileTree.builder();
    Path python = PYTHON.toRealPath();
    Path library = Path.of("/usr/lib", python.getFileName().toString());
    Set<Path> linked = new TreeSet<>();
    for (String name : List.of("bash", "tee", "sleep", "cat")) {
      Path program = Path.of("/usr/bin", name).toRealPath();
      tree.put("usr/bin/" + name, file(PROGRAM, program));
      linked.add(program);
    }
    tree.put("usr/bin/" + python.getFileName(), file(PROGRAM, python));
    tree.put("usr/bin/python3", new Node.SymbolicLink(PROGRAM, python.getFileName().toString()));
    tree.put("bin", new Node.SymbolicLink(PROGRAM, "usr/bin"));
    linked.add(python);
    try (Stream<Path> files = Files.walk(library)) {
      for (Path path : files.filter(Files::isRegularFile).toList()) {
        Path inside = library.relativize(path);
        boolean wanted = true;
        for (Path part : inside) {
          wanted &= !LEFT_OUT.contains(part.toString());
        }
        if (wanted && inside.getNameCount() < 4) {
          tree.put(path.toString().substring(1), file(FILE, path));
          if (path.toString().endsWith(".so")) {
            linked.add(path);
          }
        }
      }
    }
    for (Path shared : libraries(linked)) {
      tree.put(shared.toString().substring(1), file(PROGRAM, shared.toRealPath()));
    }
    tree.put("home/jovyan", new Node.Directory(HOME));
    tree.put("home/jovyan/old", text(HOME, "hidden by the layer above"));
    tree.put("etc/passwd", text(FILE, "jovyan:x:1000:1000::/home/jovyan:/bin/bash\n"));
    return tree.addMissingParents(FOLDER).build();
  }

  private static FileTree server() throws IOException {
    Path entrypoint =
        Path.of("buildpacks/jupyter/files/usr/local/bin/repo2docker-entrypoint").toAbsolutePath();
    String stated = System.getProperty("launch.entrypoint", entrypoint.toString());
    return FileTree.builder()
        .put("usr/local/bin/repo2docker-entrypoint", file(PROGRAM, Path.of(stated)))
        .put("usr/bin/jupyter-lab", text(PROGRAM, resource("jupyter-lab")))
        .put("home/jovyan", new Node.Directory(HOME))
        .put("home/jovyan/old", new Node.Whiteout(HOME))
        .addMissingParents(FOLDER)
        .build();
  }

  private static List<Path> libraries(Set<Path> programs) throws IOException {
    List<String> command = new ArrayList<>(List.of("ldd"));
    programs.forEach(program -> command.add(program.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Set<Path> found = new TreeSet<>();
    try (InputStream output = process.getInputStream()) {
      Matcher matcher = LIBRARY.matcher(new String(output.readAllBytes(), StandardCharsets.UTF_8));
      while (matcher.find()) {
        found.add(Path.of(matcher.group(1)));
      }
    }
    return List.copyOf(found);
  }

  private static String resource(String name) throws IOException {
    try (InputStream stream = PythonImage.class.getResourceAsStream(name)) {
      return new String(
          java.util.Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Node file(Attributes attributes, Path path) throws IOException {
    return new Node.RegularFile(attributes, Content.ofFile(path));
  }

  private static Node text(Attributes attributes, String text) {
    return new Node.RegularFile(attributes, Content.of(text.getBytes(StandardCharsets.UTF_8)));
  }
}
