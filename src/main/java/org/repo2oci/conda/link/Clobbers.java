package org.repo2oci.conda.link;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.repo2oci.conda.LinkOrder;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;

/**
 * Paths where packages of an environment meet. As in conda the package that is linked later has the
 * file, and what is generated comes after everything that is linked.
 *
 * <p>No package's own layer depends on this: it has all its files, whatever else is installed, and
 * so its key is known from the lock. The files of the winners are once more in a layer above all of
 * them, which nearly no environment needs.
 *
 * <p>A path below another package's link to a folder goes where the link leads: the link stays, and
 * the file is put there.
 */
public final class Clobbers {
  private final List<PackagePaths> packages;
  private final Map<String, Owner> owners = new HashMap<>();
  private final Map<String, String> linkAbove = new HashMap<>();
  private final NavigableMap<String, TreeSet<Owner>> shared = new TreeMap<>(TreePath.ORDER);
  private final NavigableMap<String, Owner> throughLinks = new TreeMap<>(TreePath.ORDER);

  private Clobbers(List<PackagePaths> packages) {
    this.packages = List.copyOf(packages);
  }

  /** Who puts something at a path; a later one wins, but an empty folder over nothing. */
  private record Owner(PackagePaths.Kind kind, int order) implements Comparable<Owner> {
    @Override
    public int compareTo(Owner other) {
      return phase() == other.phase()
          ? Integer.compare(order, other.order)
          : Integer.compare(phase(), other.phase());
    }

    private int phase() {
      return switch (kind) {
        case FOLDER -> 0;
        case FILE, LINK -> 1;
        case GENERATED -> 2;
      };
    }
  }

  /**
   * Compares all packages of an environment.
   *
   * @param inLinkOrder as {@link LinkOrder} has them
   * @throws BuildFailure where a file of one is a folder of another
   */
  public static Clobbers of(List<PackagePaths> inLinkOrder) {
    Clobbers clobbers = new Clobbers(inLinkOrder);
    for (int i = 0; i < inLinkOrder.size(); i++) {
      for (PackagePaths.Entry entry : inLinkOrder.get(i).entries()) {
        clobbers.add(entry, i);
      }
    }
    for (int i = 0; i < inLinkOrder.size(); i++) {
      for (PackagePaths.Entry entry : inLinkOrder.get(i).entries()) {
        clobbers.follow(entry, i);
      }
    }
    return clobbers;
  }

  private void add(PackagePaths.Entry entry, int order) {
    Owner owner = new Owner(entry.kind(), order);
    Owner before = owners.putIfAbsent(entry.path(), owner);
    if (before == null || before.order == order) {
      return;
    }
    boolean folder = entry.kind() == PackagePaths.Kind.FOLDER;
    boolean wasFolder = before.kind == PackagePaths.Kind.FOLDER;
    if (folder && wasFolder) {
      return;
    }
    if (folder != wasFolder
        && entry.kind() != PackagePaths.Kind.LINK
        && before.kind != PackagePaths.Kind.LINK) {
      throw fileAndFolder(
          entry.path(), folder ? before.order : order, folder ? order : before.order);
    }
    TreeSet<Owner> all = shared.computeIfAbsent(entry.path(), path -> new TreeSet<>());
    all.add(before);
    all.add(owner);
    owners.put(entry.path(), all.last());
  }

  private void follow(PackagePaths.Entry entry, int order) {
    String link = linkAbove(TreePath.parent(entry.path()), order);
    if (!link.isEmpty() && entry.kind() != PackagePaths.Kind.FOLDER) {
      throughLinks.put(entry.path(), new Owner(entry.kind(), order));
    }
  }

  /** The highest link on the way to a folder; empty where there is none. */
  private String linkAbove(String folder, int order) {
    if (folder.isEmpty()) {
      return "";
    }
    String known = linkAbove.get(folder);
    if (known != null) {
      return known;
    }
    String link = linkAbove(TreePath.parent(folder), order);
    Owner owner = owners.get(folder);
    if (link.isEmpty() && owner != null) {
      link =
          switch (owner.kind) {
            case LINK -> folder;
            case FOLDER -> "";
            case FILE, GENERATED -> throw fileAndFolder(folder, owner.order, order);
          };
    }
    linkAbove.put(folder, link);
    return link;
  }

  private BuildFailure fileAndFolder(String path, int file, int folder) {
    return BuildFailure.input(
            "Cannot link `%s` and `%s` into one environment: `%s` is a file of the one and a folder of the other"
                .formatted(name(file), name(folder), path))
        .withHint("Ask for another version of one of them, or leave one out");
  }

  private String name(int order) {
    return packages.get(order).name();
  }

  /** Whether every path is the one package's that has it: then there is nothing more to do. */
  public boolean isEmpty() {
    return shared.isEmpty() && throughLinks.isEmpty();
  }

  /** The shared paths, sorted. */
  public List<Clobber> all() {
    List<Clobber> all = new ArrayList<>();
    shared.forEach((path, candidates) ->
        all.add(
            new Clobber(
                path,
                name(candidates.last().order),
                candidates.headSet(candidates.last()).stream()
                    .map(owner -> name(owner.order))
                    .distinct()
                    .toList())));
    return all;
  }

  /** One warning for each set of packages that share paths. */
  public void warn(EventSink events) {
    Map<List<String>, List<String>> paths = new LinkedHashMap<>();
    for (Clobber clobber : all()) {
      List<String> involved = new ArrayList<>(clobber.losers());
      involved.add(clobber.winner());
      paths.computeIfAbsent(involved, names -> new ArrayList<>()).add(clobber.path());
    }
    paths.forEach((names, files) ->
        events.accept(
            new BuildEvent.Warned(
                "The packages `%s` all have `%s`%s; what `%s` has there is used"
                    .formatted(
                        String.join("`, `", names),
                        files.getFirst(),
                        files.size() == 1 ? "" : " and %d other paths".formatted(files.size() - 1),
                        names.getLast()))));
  }

  /** The packages whose trees {@link #tree} needs. */
  public Set<String> packages() {
    Set<String> names = new TreeSet<>();
    shared.values().forEach(candidates -> names.add(name(candidates.last().order)));
    throughLinks.forEach((path, owner) -> {
      names.add(name(owner.order));
      names.add(name(linkOf(path).order));
    });
    return names;
  }

  private Owner linkOf(String path) {
    return Optional.ofNullable(owners.get(linkAbove(TreePath.parent(path), 0))).orElseThrow();
  }

  /**
   * What the layer above the packages depends on.
   *
   * @param ofPackages name to {@link CondaLinker#material}, with what the caller adds to it
   */
  public List<String> material(Map<String, ? extends Collection<String>> ofPackages) {
    List<String> material = new ArrayList<>();
    for (Clobber clobber : all()) {
      material.add(clobber.path() + "\0" + clobber.winner());
    }
    throughLinks.forEach((path, owner) -> material.add(path + "\0" + name(owner.order)));
    for (String name : packages()) {
      material.add(name);
      material.addAll(Optional.ofNullable(ofPackages.get(name)).orElseThrow());
    }
    return material;
  }

  /**
   * What lies above the layers of all packages.
   *
   * @param trees of {@link #packages()}, as their layers have them
   */
  public FileTree tree(CondaPrefix prefix, Map<String, FileTree> trees) {
    FileTree.Builder above = FileTree.builder();
    shared.forEach((path, candidates) -> {
      String inTree = prefix.inTree(path);
      treeOf(trees, candidates.last()).node(inTree).ifPresent(node -> above.put(inTree, node));
    });
    if (!throughLinks.isEmpty()) {
      putBehindLinks(prefix, trees, above);
    }
    FileTree.Builder complete = FileTree.builder().putAll(above.build());
    String top = prefix.path().substring(1);
    for (String path : above.build().nodes().keySet()) {
      for (String up = TreePath.parent(path);
          up.length() > top.length() && !complete.contains(up);
          up = TreePath.parent(up)) {
        complete.put(up, new Node.Directory(prefix.folder()));
      }
    }
    return complete.build();
  }

  private FileTree treeOf(Map<String, FileTree> trees, Owner owner) {
    return Optional.ofNullable(trees.get(name(owner.order))).orElseThrow();
  }

  private void putBehindLinks(
      CondaPrefix prefix, Map<String, FileTree> trees, FileTree.Builder above) {
    Map<String, String> links = new HashMap<>();
    throughLinks
        .keySet()
        .forEach(path -> {
          String link = linkAbove(TreePath.parent(path), 0);
          Node node = treeOf(trees, linkOf(path)).node(prefix.inTree(link)).orElseThrow();
          if (node instanceof Node.SymbolicLink symbolic) {
            links.put(link, symbolic.target());
            above.put(prefix.inTree(link), symbolic);
          }
        });
    LinkGuard guard = new LinkGuard(links);
    throughLinks.forEach((path, owner) -> {
      above.remove(prefix.inTree(path));
      String real = guard.followed(path).orElse("");
      if (real.isEmpty() || !linkAbove(TreePath.parent(real), owner.order).isEmpty()) {
        throw BuildFailure.input(
            "Cannot link `%s`: its `%s` lies below a link of another package, which cannot be followed"
                .formatted(name(owner.order), path));
      }
      Owner there = owners.get(real);
      if (there == null || there.compareTo(owner) < 0) {
        treeOf(trees, owner)
            .node(prefix.inTree(path))
            .ifPresent(node -> above.put(prefix.inTree(real), node));
      }
    });
  }
}
