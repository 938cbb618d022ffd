package org.repo2oci.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.History;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.image.ImageConfigJson;
import org.repo2oci.image.Manifest;
import org.repo2oci.image.ManifestJson;
import org.repo2oci.image.MediaType;
import org.repo2oci.image.Platform;
import org.repo2oci.layer.Compression;
import org.repo2oci.layer.LayerBlob;
import org.repo2oci.layer.LayerOptions;
import org.repo2oci.layer.LayerWriter;
import org.repo2oci.store.FakeStore;

/** Images made of small trees, for tests of bringing images about. */
public final class SampleImage {
  private static final Attributes FILE = new Attributes(0755, 0, 0, 1_600_000_000);
  private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

  private final FakeStore store;
  private final Compression compression;
  private final List<FileTree> trees = new ArrayList<>();
  private final List<Map<String, String>> annotations = new ArrayList<>();
  private final List<String> titles = new ArrayList<>();
  private List<String> command = List.of("/bin/sh");

  /** An image whose layers lie in a store. */
  public SampleImage(FakeStore store, String compression) {
    this.store = store;
    this.compression = Compression.parse(compression);
  }

  /** A tree of text files. */
  public static FileTree texts(Map<String, String> files) {
    FileTree.Builder tree = FileTree.builder();
    files.forEach((path, text) ->
        tree.put(path, new Node.RegularFile(FILE, Content.of(text.getBytes(UTF_8)))));
    return tree.addMissingParents(FILE).build();
  }

  /** This machine's shell and some programs with the libraries that they need. */
  public static FileTree shell() throws Exception {
    FileTree.Builder tree = FileTree.builder();
    for (String program : List.of("/bin/sh", "/bin/sleep", "/bin/cat", "/usr/bin/id")) {
      addHost(tree, program);
      Process ldd = new ProcessBuilder("ldd", program).start();
      Matcher libraries = LIBRARY.matcher(new String(ldd.getInputStream().readAllBytes(), UTF_8));
      while (libraries.find()) {
        addHost(tree, libraries.group(1));
      }
    }
    tree.put("tmp", new Node.Directory(FILE.withMode(01777)));
    return tree.addMissingParents(FILE).build();
  }

  private static void addHost(FileTree.Builder tree, String file) throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of(file));
    tree.put(file.substring(1), new Node.RegularFile(FILE, Content.of(bytes)));
  }

  /** Adds a layer. */
  public SampleImage layer(String title, FileTree tree, Map<String, String> notes) {
    titles.add(title);
    trees.add(tree);
    annotations.add(notes);
    return this;
  }

  public SampleImage layer(String title, FileTree tree) {
    return layer(title, tree, Map.of());
  }

  public SampleImage command(String... words) {
    command = List.of(words);
    return this;
  }

  /** Writes the layers and gives the image. */
  public FinishedImage build() throws IOException {
    List<Descriptor> descriptors = new ArrayList<>();
    List<Digest> diffIds = new ArrayList<>();
    List<History> history = new ArrayList<>();
    try (LayerWriter writer = LayerWriter.open(store, 0)) {
      for (int i = 0; i < trees.size(); i++) {
        LayerBlob layer = writer.write(trees.get(i), LayerOptions.of(compression));
        descriptors.add(
            new Descriptor(layer.mediaType(), layer.digest(), layer.size(), annotations.get(i)));
        diffIds.add(layer.diffId());
        history.add(new History("2026-01-02T03:04:05Z", titles.get(i), "", false));
      }
    }
    byte[] config =
        ImageConfigJson.write(
            new ImageConfig(
                "2026-01-02T03:04:05Z",
                Platform.LINUX_AMD64,
                Optional.of("1000"),
                Map.of("PATH", "/usr/bin:/bin"),
                List.of(),
                command,
                Optional.of("/tmp"),
                List.of("8888/tcp"),
                Map.of("org.opencontainers.image.title", "sample"),
                diffIds,
                history));
    byte[] manifest =
        ManifestJson.write(
            new Manifest(
                MediaType.OCI_MANIFEST,
                new Descriptor(MediaType.OCI_CONFIG, Digest.of(config), config.length),
                descriptors,
                Map.of()));
    return FinishedImage.of(
        manifest, config, layer -> store.blob(layer.digest()).orElseThrow().file());
  }
}
