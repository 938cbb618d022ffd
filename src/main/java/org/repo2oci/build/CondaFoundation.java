package org.repo2oci.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.link.CondaLinker;
import org.repo2oci.conda.link.CondaPrefix;
import org.repo2oci.conda.link.LinkOrder;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.Digest;
import org.repo2oci.lock.CondaEnvironment;
import org.repo2oci.lock.PythonEnvironment;
import org.repo2oci.pypi.bytecode.PythonRuntime;
import org.repo2oci.pypi.bytecode.UnpackedPython;
import org.repo2oci.pypi.install.Bytecode;
import org.repo2oci.pypi.resolve.LockedPackage;
import org.repo2oci.pypi.resolve.PythonTarget;
import org.repo2oci.pypi.resolve.Toolboxes;
import org.repo2oci.pypi.spec.SourceLine;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.store.Scratch;

/** A base whose Python is a conda package: compiling and building use that one. */
final class CondaFoundation implements Foundation {
  private final Foundation base;
  private final Workshop workshop;
  private final CondaEnvironment environment;
  private final PythonEnvironment python;
  private final CondaPrefix prefix;
  private final Prefixes prefixes;
  private final CondaArchives archives;
  private final DebianToolboxes toolboxes;

  /**
   * @param toolboxes the build's own; their C library runs the interpreter
   */
  CondaFoundation(
      Foundation base,
      Workshop workshop,
      CondaEnvironment environment,
      PythonEnvironment python,
      CondaPrefix prefix,
      Prefixes prefixes,
      CondaArchives archives,
      DebianToolboxes toolboxes) {
    this.base = base;
    this.workshop = workshop;
    this.environment = environment;
    this.python = python;
    this.prefix = prefix;
    this.prefixes = prefixes;
    this.archives = archives;
    this.toolboxes = toolboxes;
  }

  @Override
  public BaseLayers below() throws IOException, InterruptedException {
    return base.below();
  }

  @Override
  public List<Part> parts() throws IOException {
    return base.parts();
  }

  @Override
  public FileTree activationScripts() {
    return FileTree.builder().build();
  }

  @Override
  public PythonRuntime runtime() {
    return (arguments, variables) ->
        new UnpackedPython(
                toolboxes.pythonFolder(),
                unpacked(LinkOrder.closure(environment.packages(), "python")).directory(),
                python.interpreter())
            .start(arguments, variables);
  }

  /** Packages of the environment in a folder of their own. */
  private synchronized RootLayer unpacked(List<LockedConda> packages) throws IOException {
    try (Scratch scratch = workshop.store().newScratch()) {
      return workshop
          .sandbox()
          .materialise(
              key(packages),
              () -> {
                try {
                  return files(packages, scratch.directory());
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                  throw new IOException("interrupted while unpacking conda packages", e);
                }
              });
    }
  }

  private Digest key(List<LockedConda> packages) {
    CondaLinker linker = new CondaLinker(prefix, workshop.events());
    StringBuilder text = new StringBuilder("conda packages 1\n");
    packages.forEach(locked -> text.append(linker.material(locked)).append('\n'));
    return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private FileTree files(List<LockedConda> packages, Path scratch)
      throws IOException, InterruptedException {
    CondaLinker linker = new CondaLinker(prefix, workshop.events());
    FileTree.Builder all = FileTree.builder();
    for (LockedConda locked : packages) {
      all.putAll(linker.link(locked, archives.get(locked), scratch).tree(Bytecode.none()));
    }
    return prefixes.withFolders(all.build());
  }

  @Override
  public PythonTarget python() {
    String[] version = python.version().split("\\.", -1);
    PythonTarget below = base.python();
    return new PythonTarget(
        Integer.parseInt(version[0]),
        Integer.parseInt(version[1]),
        below.platform(),
        below.glibcMinor(),
        Optional.of(python.version()));
  }

  @Override
  public Toolboxes builders() {
    return new WithConda(base.builders());
  }

  @Override
  public void requireBuilds(LockedPackage locked, Supplier<Optional<SourceLine>> line) {
    base.requireBuilds(locked, line);
  }

  @Override
  public boolean mayHaveAnEnvironment() {
    return base.mayHaveAnEnvironment();
  }

  @Override
  public Optional<String> locale() {
    return base.locale();
  }

  @Override
  public void close() throws IOException {
    base.close();
  }

  /** The whole environment beside the base's compilers: packages may link against its libraries. */
  private final class WithConda implements Toolboxes {
    private final Toolboxes below;

    WithConda(Toolboxes below) {
      this.below = below;
    }

    @Override
    public List<RootLayer> python() throws IOException, InterruptedException {
      return below.python();
    }

    @Override
    public List<RootLayer> build() throws IOException, InterruptedException {
      List<RootLayer> layers = new ArrayList<>(below.build());
      layers.add(unpacked(environment.packages()));
      return layers;
    }

    @Override
    public String interpreter() {
      return below.interpreter();
    }

    @Override
    public String buildInterpreter() {
      return python.interpreter();
    }

    @Override
    public Digest buildKey() throws IOException, InterruptedException {
      String text = below.buildKey() + "\n" + key(environment.packages());
      return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
