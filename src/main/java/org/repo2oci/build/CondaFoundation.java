package org.repo2oci.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.Digest;
import org.repo2oci.lock.PythonEnvironment;
import org.repo2oci.pypi.bytecode.PythonRuntime;
import org.repo2oci.pypi.resolve.LockedPackage;
import org.repo2oci.pypi.resolve.PythonTarget;
import org.repo2oci.pypi.resolve.Toolboxes;
import org.repo2oci.pypi.spec.SourceLine;
import org.repo2oci.sandbox.RootLayer;

/**
 * A base below an environment whose Python is a conda package: what is compiled and built is for
 * that one.
 *
 * @param toolboxes the build's own
 */
record CondaFoundation(
    Foundation base, CondaFolders folders, PythonEnvironment environment, DebianToolboxes toolboxes)
    implements Foundation {
  @Override
  public BaseLayers below() throws IOException, InterruptedException {
    return base.below();
  }

  @Override
  public List<Path> belowFiles() throws IOException, InterruptedException {
    return base.belowFiles();
  }

  @Override
  public List<Part> parts() throws IOException {
    return base.parts();
  }

  /** Conda activates an environment itself. */
  @Override
  public FileTree activationScripts() {
    return FileTree.builder().build();
  }

  @Override
  public PythonRuntime runtime() {
    return folders.interpreter(toolboxes);
  }

  @Override
  public PythonTarget python() {
    return target(base.python(), environment.version());
  }

  /** A conda Python on a base. */
  static PythonTarget target(PythonTarget below, String version) {
    String[] parts = version.split("\\.", -1);
    return new PythonTarget(
        Integer.parseInt(parts[0]),
        Integer.parseInt(parts[1]),
        below.platform(),
        below.glibcMinor(),
        Optional.of(version));
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
      layers.add(folders.all());
      return layers;
    }

    @Override
    public String interpreter() {
      return below.interpreter();
    }

    @Override
    public String buildInterpreter() {
      return environment.interpreter();
    }

    @Override
    public Digest buildKey() throws IOException, InterruptedException {
      String text = below.buildKey() + "\n" + folders.key();
      return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
