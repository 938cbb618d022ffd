package org.repo2oci.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.pypi.bytecode.PythonRuntime;
import org.repo2oci.pypi.resolve.LockedPackage;
import org.repo2oci.pypi.resolve.PythonTarget;
import org.repo2oci.pypi.resolve.Toolboxes;
import org.repo2oci.pypi.spec.SourceLine;

/** What a lock's image stands on. Nothing is fetched or made of it before it is asked for. */
interface Foundation extends AutoCloseable {
  /** The layers of an image that is built upon; none where the base is assembled. */
  BaseLayers below() throws IOException, InterruptedException;

  /** The files of those layers, bottom first; pulled where the store lacks them. */
  List<Path> belowFiles() throws IOException, InterruptedException;

  /** What the base itself adds. */
  List<Part> parts() throws IOException;

  /** The interpreter's templates for {@code bin/activate}. */
  FileTree activationScripts() throws IOException, InterruptedException;

  /** Starts the interpreter that is in the image. */
  PythonRuntime runtime();

  /** What packages are chosen for. */
  PythonTarget python();

  /** Where packages are built from source. */
  Toolboxes builders();

  /**
   * Before a package is built from source.
   *
   * @param line that asks for it, where one does; wanted only for a failure
   * @throws org.repo2oci.failure.BuildFailure where that cannot be done for this base
   */
  void requireBuilds(LockedPackage locked, Supplier<Optional<SourceLine>> line);

  /** Whether there may be files at the environment's prefix, which the image is not to have. */
  boolean mayHaveAnEnvironment();

  /** The locale that the image has; empty where the buildpack's own is right. */
  Optional<String> locale();

  @Override
  void close() throws IOException;
}
