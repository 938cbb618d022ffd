package org.repo2oci.build;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.repo2oci.conda.LinkOrder;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.Noarch;
import org.repo2oci.conda.link.Clobbers;
import org.repo2oci.conda.link.CondaLinker;
import org.repo2oci.conda.link.CondaPrefix;
import org.repo2oci.conda.link.LinkedPackage;
import org.repo2oci.conda.link.PackagePaths;
import org.repo2oci.conda.link.PathLists;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.lock.CondaEnvironment;
import org.repo2oci.lock.Lock;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.Stratum;
import org.repo2oci.pypi.bytecode.BytecodeCompiler;
import org.repo2oci.pypi.install.Bytecode;
import org.repo2oci.store.Scratch;

/**
 * The packages of a conda environment: each is linked and compiled by itself, so that its files are
 * the same whatever else is in the environment.
 */
final class CondaParts {
  private final Workshop workshop;
  private final Lock lock;
  private final CondaEnvironment environment;
  private final CondaPrefix prefix;
  private final Prefixes prefixes;
  private final Map<String, String> pinned;
  private final CondaArchives archives;
  private final Optional<BytecodeCompiler> compiler;
  private final Scratch scratch;
  private final CondaLinker linker;
  private final Set<String> runtime;

  /** Name to what decides the files. */
  private final Map<String, List<String>> material = new HashMap<>();

  private final List<Part> packages = new ArrayList<>();
  private List<PackagePaths> paths = List.of();

  /**
   * @param pinned the server's own packages: normal name to the version in every image
   * @param compiler empty where the environment has no Python
   * @param scratch where contents lie until their layers are written
   */
  CondaParts(
      Workshop workshop,
      Lock lock,
      CondaEnvironment environment,
      CondaPrefix prefix,
      Prefixes prefixes,
      Map<String, String> pinned,
      CondaArchives archives,
      Optional<BytecodeCompiler> compiler,
      Scratch scratch) {
    this.workshop = workshop;
    this.lock = lock;
    this.environment = environment;
    this.prefix = prefix;
    this.prefixes = prefixes;
    this.pinned = Map.copyOf(pinned);
    this.archives = archives;
    this.compiler = compiler;
    this.scratch = scratch;
    this.linker = new CondaLinker(prefix, workshop.events());
    this.runtime =
        LinkOrder.closure(environment.packages(), "python").stream()
            .map(locked -> locked.record().name())
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The parts, but for what several packages have; that is {@link #shared}.
   *
   * @param hides whether there may be files at the prefix below, which the image is not to have
   */
  List<Part> parts(boolean hides) {
    List<Part> parts = new ArrayList<>();
    if (hides) {
      parts.add(place());
    }
    parts.add(folder());
    for (LockedConda locked : environment.packages()) {
      List<String> own = new ArrayList<>(linker.material(locked));
      if (locked.record().noarch() == Noarch.PYTHON) {
        own.add(BytecodeCompiler.FORMAT);
      }
      own.add(prefixes.identity());
      material.put(locked.record().name(), own);
      packages.add(part(locked, own));
    }
    parts.addAll(packages);
    return parts;
  }

  /**
   * What lies above the packages where several have the same paths.
   *
   * @param notes what is known of packages whose archives are not here
   */
  Optional<Part> shared(CondaPaths.Notes notes) throws IOException, InterruptedException {
    List<Component> components = packages.stream().map(Part::component).toList();
    paths = new CondaPaths(new Read(), prefix).of(environment.packages(), components, notes);
    Clobbers clobbers = Clobbers.of(paths);
    if (clobbers.isEmpty()) {
      return Optional.empty();
    }
    clobbers.warn(workshop.events());
    return Optional.of(shared(clobbers));
  }

  /** Lists of paths in the store, and the archives themselves. */
  private final class Read implements CondaPaths.Archives {
    private final PathLists lists = new PathLists(workshop.store(), prefix);

    @Override
    public Optional<PackagePaths> known(LockedConda locked) throws IOException {
      return lists.known(locked);
    }

    @Override
    public PackagePaths read(LockedConda locked) throws IOException, InterruptedException {
      return archives.read(locked, archive -> lists.get(locked, archive));
    }
  }

  /** The scripts that the packages want to be run; after {@link #shared}. */
  List<StepPart> scripts(CondaScripts scripts) {
    return scripts.steps(environment, paths);
  }

  /** The environment's place, with none of what lower layers have there. */
  private Part place() {
    Component component =
        new Component(
            Stratum.BASE_CONFIGURED,
            "place of the environment",
            environment.prefix(),
            1,
            List.of("hides what is below 1", prefix.toString(), prefixes.identity()));
    return new Part(
        component,
        () ->
            prefixes.withFolders(
                FileTree.builder()
                    .put(prefix.path().substring(1), new Node.OpaqueDirectory(prefix.folder()))
                    .build()));
  }

  private Part folder() {
    List<String> material =
        new ArrayList<>(List.of("conda environment 1", lock.created().toString()));
    material.add(prefix.toString());
    environment
        .packages()
        .forEach(
            locked -> material.add(locked.channel() + " " + locked + " " + locked.requested()));
    environment.variables().forEach((name, value) -> material.add(name + "=" + value));
    Component component =
        new Component(
            Stratum.LOCK,
            "conda environment",
            environment.prefix(),
            material.size() * 100L,
            material);
    return new Part(
        component,
        () -> {
          return prefixes.withFolders(
              org.repo2oci.conda.link.CondaEnvironment.tree(
                  prefix, environment.packages(), lock.created(), environment.variables()));
        });
  }

  private Part part(LockedConda locked, List<String> material) {
    Component component =
        new Component(
            stratum(locked),
            locked.record().name(),
            locked.record().version(),
            Math.max(1, locked.record().size()),
            material,
            !locked.requested().isEmpty());
    return new Part(component, () -> prefixes.withFolders(tree(locked)));
  }

  private Stratum stratum(LockedConda locked) {
    if (runtime.contains(locked.record().name())) {
      return Stratum.RUNTIME;
    }
    String name = locked.record().name().replace('_', '-').toLowerCase(Locale.ROOT);
    return locked.record().version().equals(pinned.get(name)) ? Stratum.SERVER : Stratum.PACKAGES;
  }

  private FileTree tree(LockedConda locked) throws IOException, InterruptedException {
    return archives.read(
        locked,
        archive -> {
          LinkedPackage linked = linker.link(locked, archive, scratch.directory());
          return linked.tree(bytecode(linked));
        });
  }

  private Bytecode bytecode(LinkedPackage linked) throws IOException, InterruptedException {
    return linked.locked().record().noarch() == Noarch.PYTHON
        ? compiler.orElseThrow().compile(linked.sourcesIdentity(), linked::sources)
        : Bytecode.none();
  }

  /** The files of those that win where several packages have the same path. */
  private Part shared(Clobbers clobbers) {
    Component component =
        new Component(
            Stratum.SHARED,
            "shared paths",
            environment.prefix(),
            clobbers.all().size() * 1000L,
            clobbers.material(material));
    return new Part(
        component,
        () -> {
          Map<String, FileTree> trees = new TreeMap<>();
          for (LockedConda locked : environment.packages()) {
            if (clobbers.packages().contains(locked.record().name())) {
              trees.put(locked.record().name(), tree(locked));
            }
          }
          return prefixes.withFolders(clobbers.tree(prefix, trees));
        });
  }
}
