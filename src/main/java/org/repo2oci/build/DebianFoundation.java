package org.repo2oci.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.lock.PythonEnvironment;
import org.repo2oci.pypi.bytecode.PythonRuntime;
import org.repo2oci.pypi.bytecode.UnpackedPython;
import org.repo2oci.pypi.resolve.LockedPackage;
import org.repo2oci.pypi.resolve.PythonTarget;
import org.repo2oci.pypi.resolve.Toolboxes;
import org.repo2oci.pypi.spec.SourceLine;

/** The base that is assembled from Debian packages; the toolboxes are of the same. */
record DebianFoundation(
    DebianBase base, DebianToolboxes toolboxes, PythonTarget python, PythonEnvironment environment)
    implements Foundation {
  @Override
  public BaseLayers below() {
    return BaseLayers.none();
  }

  @Override
  public List<Path> belowFiles() {
    return List.of();
  }

  @Override
  public List<Part> parts() throws IOException {
    return base.parts();
  }

  @Override
  public FileTree activationScripts() throws IOException {
    return ActivationScripts.of(toolboxes.pythonFolder(), environment.minor());
  }

  @Override
  public PythonRuntime runtime() {
    return (arguments, variables) ->
        new UnpackedPython(toolboxes.pythonFolder(), environment.interpreter())
            .start(arguments, variables);
  }

  @Override
  public Toolboxes builders() {
    return toolboxes;
  }

  @Override
  public void requireBuilds(LockedPackage locked, Supplier<Optional<SourceLine>> line) {
    // The toolbox has compilers, and what it links against is in the base.
  }

  @Override
  public boolean mayHaveAnEnvironment() {
    return false;
  }

  @Override
  public Optional<String> locale() {
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    base.close();
  }
}
