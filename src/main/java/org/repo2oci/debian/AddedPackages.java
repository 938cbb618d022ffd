package org.repo2oci.debian;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.sandbox.Sandbox;
import org.repo2oci.sandbox.Step;
import org.repo2oci.sandbox.StepResult;

/**
 * Packages above a base that is configured already: one layer of what they unpack to, one of what
 * their maintainer scripts made.
 */
public final class AddedPackages {
  private static final String VERSION = "1";
  private static final String SCRIPT = "add.sh";
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final int MOST_LINKS = 40;

  private final Sandbox sandbox;
  private final EventSink events;
  private final DebianDefinition definition;
  private final DebInstaller installer;

  public AddedPackages(
      Sandbox sandbox, EventSink events, DebianDefinition definition, DebInstaller installer) {
    this.sandbox = sandbox;
    this.events = events;
    this.definition = definition;
    this.installer = installer;
  }

  /** What the unpacked packages depend on, beside the layers below. */
  public Digest packagesKey(LockedDebian lock, LockedDebian.Added some) {
    return digest("added packages", LockedDebian.identity(lock.packages(some)));
  }

  /** What {@link #configure} depends on, beside the layers below. */
  public Digest key(LockedDebian lock, LockedDebian.Added some) throws IOException {
    return digest(
        "added configuration",
        packagesKey(lock, some).toString(),
        String.join(" ", some.requested()),
        definition.script(SCRIPT));
  }

  private Digest digest(String... parts) {
    String text = VERSION + "\0" + installer.key() + "\0" + String.join("\0", parts);
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The packages as a layer above others: as dpkg does, folders that are there stay as they are,
   * and paths go through links to folders.
   *
   * @param below attributes of all that is there
   */
  public FileTree unpacked(List<UnpackedDeb> added, FileTree below) {
    FileTree.Builder tree = FileTree.builder();
    MergedTree.of(added).forEach((path, node) -> put(tree, path, node, below));
    added.forEach(deb -> deb.records().forEach((path, node) -> put(tree, path, node, below)));
    return tree.build();
  }

  private static void put(FileTree.Builder tree, String path, Node node, FileTree below) {
    String place = place(path, node instanceof Node.Directory, below);
    Node there = below.nodes().get(place);
    boolean stays = node instanceof Node.Directory && there instanceof Node.Directory;
    tree.put(place, stays && there != null ? there : node);
  }

  /** Where a path of a package leads, through the links that are there. */
  private static String place(String path, boolean folder, FileTree below) {
    String left = path;
    String done = "";
    int links = 0;
    while (!left.isEmpty()) {
      int slash = left.indexOf('/');
      String name = slash < 0 ? left : left.substring(0, slash);
      String rest = slash < 0 ? "" : left.substring(slash + 1);
      String next = done.isEmpty() ? name : done + "/" + name;
      boolean follows = !rest.isEmpty() || folder;
      if (follows
          && below.nodes().get(next) instanceof Node.SymbolicLink link
          && !link.target().contains("..")
          && links++ < MOST_LINKS) {
        boolean absolute = link.target().startsWith("/");
        String target = link.target().replaceFirst("^/+", "");
        left = rest.isEmpty() ? target : target + "/" + rest;
        done = absolute ? "" : done;
      } else {
        done = next;
        left = rest;
      }
    }
    return done;
  }

  /**
   * Runs the maintainer scripts.
   *
   * @param some of the lock's packages
   * @param title of where they are listed, such as {@code apt.txt}
   * @param layers everything below, with the unpacked packages on top
   * @param below attributes of all that is in those
   * @throws BuildFailure where a script fails, or where the machine refuses sandboxes
   */
  public ConfiguredBase configure(
      LockedDebian lock,
      LockedDebian.Added some,
      String title,
      List<UnpackedDeb> added,
      List<RootLayer> layers,
      FileTree below)
      throws IOException, InterruptedException {
    long date = added.stream().mapToLong(UnpackedDeb::newest).max().orElse(0);
    FileTree seed = seed(some, added, date);
    List<RootLayer> all = new ArrayList<>(layers);
    all.add(sandbox.materialise(digest("added extras", key(lock, some).toString()), () -> seed));
    StepResult result = sandbox.run(step(all, date));
    if (result.exitCode() != 0) {
      try (result) {
        throw failure(title, result);
      }
    }
    return new ConfiguredBase(
        new StepChanges(below, FileTree.empty(), date).normalised(result.changes()), result);
  }

  private Step step(List<RootLayer> layers, long date) {
    Map<String, String> environment = MaintainerScripts.environment(date);
    List<String> command = List.of("/bin/sh", "/" + StepChanges.PRIVATE + "/" + SCRIPT);
    return Step.of("configure added packages", layers, command, environment)
        .withPackageManager()
        .withTimeLimit(LIMIT)
        .withOutput(line -> events.accept(new BuildEvent.Output(Stage.ASSEMBLE, "dpkg", line)));
  }

  /** What the script adds to dpkg's files, all in its own folder. */
  private FileTree seed(LockedDebian.Added some, List<UnpackedDeb> added, long date)
      throws IOException {
    Attributes plain = new Attributes(0644, 0, 0, date);
    FileTree.Builder seed = FileTree.builder();
    DpkgDatabase.unpacked(added, some.requested(), date)
        .forEach((path, node) -> {
          if (!(node instanceof Node.Directory)) {
            seed.put(StepChanges.PRIVATE + "/" + path, node);
          }
        });
    String names =
        String.join("\n", added.stream().map(UnpackedDeb::infoName).sorted().toList()) + "\n";
    return seed.put(StepChanges.PRIVATE + "/packages", file(names, plain))
        .put(StepChanges.PRIVATE + "/" + SCRIPT, file(definition.script(SCRIPT), plain))
        .addMissingParents(plain.withMode(0755))
        .build();
  }

  private static Node file(String text, Attributes attributes) {
    return new Node.RegularFile(attributes, Content.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static BuildFailure failure(String title, StepResult result) {
    return BuildFailure.input(
            "Cannot configure the Debian packages of %s: dpkg ended with exit code %d"
                .formatted(title, result.exitCode()))
        .withDetails(result.lastLines())
        .withHint("The package whose script failed is named in its output");
  }
}
