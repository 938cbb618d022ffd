package org.repo2oci.conda.link;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;
import org.repo2oci.pypi.install.Bytecode;
import org.repo2oci.pypi.install.PythonSource;

/** A package's files at their places, still without bytecode and without its record. */
public final class LinkedPackage {
  private final LockedConda locked;
  private final CondaPrefix prefix;
  private final Placement placement;
  private final SequencedMap<String, LinkedPath> paths;
  private final SequencedMap<String, Node.RegularFile> commands;
  private final long mtime;
  private final Path scratch;

  LinkedPackage(
      LockedConda locked,
      CondaPrefix prefix,
      Placement placement,
      SequencedMap<String, LinkedPath> paths,
      SequencedMap<String, Node.RegularFile> commands,
      long mtime,
      Path scratch) {
    this.locked = locked;
    this.prefix = prefix;
    this.placement = placement;
    this.paths = Collections.unmodifiableSequencedMap(paths);
    this.commands = Collections.unmodifiableSequencedMap(commands);
    this.mtime = mtime;
    this.scratch = scratch;
  }

  public LockedConda locked() {
    return locked;
  }

  /** The modules to compile: those of a {@code noarch: python} package, in the archive's order. */
  public List<PythonSource> sources() {
    List<PythonSource> sources = new ArrayList<>();
    paths.forEach((path, linked) -> {
      if (linked.node() instanceof Node.RegularFile file
          && placement.compiles(linked.listed().path())) {
        sources.add(
            new PythonSource(
                path, prefix.path() + "/" + path, file.attributes().mtime(), file.content()));
      }
    });
    return sources;
  }

  /** Everything that {@link #sources()} depend on, for the compiler's cache. */
  public List<String> sourcesIdentity() {
    return List.of(
        CondaLinker.VERSION,
        ArchiveIdentity.of(locked),
        prefix.path(),
        prefix.python().map(CondaPython::sitePackages).orElse(""));
  }

  /** What it installs, for {@link Clobbers}. */
  public PackagePaths paths() {
    List<PackagePaths.Entry> entries = new ArrayList<>();
    paths.forEach((path, linked) -> {
      entries.add(new PackagePaths.Entry(kind(linked.node()), path));
      if (placement.compiles(linked.listed().path())) {
        entries.add(new PackagePaths.Entry(PackagePaths.Kind.GENERATED, placement.compiled(path)));
      }
    });
    commands
        .keySet()
        .forEach(path -> entries.add(new PackagePaths.Entry(PackagePaths.Kind.GENERATED, path)));
    return new PackagePaths(locked.record().name(), entries);
  }

  private static PackagePaths.Kind kind(Node node) {
    return switch (node) {
      case Node.SymbolicLink _ -> PackagePaths.Kind.LINK;
      case Node.Directory _ -> PackagePaths.Kind.FOLDER;
      case Node.RegularFile _, Node.HardLink _, Node.Whiteout _, Node.OpaqueDirectory _ ->
          PackagePaths.Kind.FILE;
    };
  }

  /**
   * Everything that the package puts below the prefix, its record in {@code conda-meta} too, with
   * the folders that hold it from the prefix down. The prefix itself and what is above it belong to
   * the environment.
   */
  public FileTree tree(Bytecode bytecode) throws IOException {
    FileTree.Builder tree = FileTree.builder();
    paths.forEach((path, linked) -> tree.put(prefix.inTree(path), linked.node()));
    List<String> compiled = new ArrayList<>();
    new TreeMap<>(bytecode.files())
        .forEach((source, content) -> {
          String path = placement.compiled(source);
          tree.put(prefix.inTree(path), compiled(source, content));
          compiled.add(path);
        });
    commands.forEach((path, script) -> tree.put(prefix.inTree(path), script));
    Content record =
        CondaMeta.write(
            locked, prefix, placement, paths.values(), compiled, commands.keySet(), scratch);
    tree.put(
        prefix.inTree("conda-meta/" + CondaMeta.stem(locked.record()) + ".json"),
        new Node.RegularFile(prefix.file(CondaPrefix.PLAIN, mtime), record));
    return withFolders(tree);
  }

  private Node compiled(String source, Content content) {
    LinkedPath origin =
        Optional.ofNullable(paths.get(source))
            .orElseThrow(() -> new IllegalArgumentException("no source `%s`".formatted(source)));
    return new Node.RegularFile(
        prefix.file(CondaPrefix.PLAIN, origin.node().attributes().mtime()), content);
  }

  private FileTree withFolders(FileTree.Builder tree) {
    String top = prefix.path().substring(1);
    for (Map.Entry<String, Node> entry : tree.build().nodes().entrySet()) {
      for (String up = TreePath.parent(entry.getKey());
          up.length() > top.length() && !tree.contains(up);
          up = TreePath.parent(up)) {
        tree.put(up, new Node.Directory(prefix.folder()));
      }
    }
    return tree.build();
  }
}
