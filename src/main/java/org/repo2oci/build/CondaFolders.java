package org.repo2oci.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.repo2oci.conda.LinkOrder;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.link.CondaLinker;
import org.repo2oci.conda.link.CondaPrefix;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.Digest;
import org.repo2oci.lock.CondaEnvironment;
import org.repo2oci.pypi.bytecode.PythonRuntime;
import org.repo2oci.pypi.bytecode.UnpackedPython;
import org.repo2oci.pypi.install.Bytecode;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.store.Scratch;

/** Packages of a conda environment as folders of the store, for what the build itself runs. */
final class CondaFolders {
  private static final String PYTHON = "python";

  private final Workshop workshop;
  private final CondaEnvironment environment;
  private final CondaPrefix prefix;
  private final Prefixes prefixes;
  private final CondaArchives archives;
  private final CondaLinker linker;

  CondaFolders(
      Workshop workshop,
      CondaEnvironment environment,
      CondaPrefix prefix,
      Prefixes prefixes,
      CondaArchives archives) {
    this.workshop = workshop;
    this.environment = environment;
    this.prefix = prefix;
    this.prefixes = prefixes;
    this.archives = archives;
    this.linker = new CondaLinker(prefix, workshop.events());
  }

  /**
   * The environment's interpreter, with nothing but what it needs.
   *
   * @param toolboxes whose C library runs it
   */
  PythonRuntime interpreter(DebianToolboxes toolboxes) {
    String program = prefix.path() + "/bin/python" + prefix.python().orElseThrow().minor();
    return (arguments, variables) ->
        new UnpackedPython(
                toolboxes.pythonFolder(),
                unpacked(LinkOrder.closure(environment.packages(), PYTHON)).directory(),
                program)
            .start(arguments, variables);
  }

  /** The whole environment. */
  RootLayer all() throws IOException {
    return unpacked(environment.packages());
  }

  /** What {@link #all} is made of. */
  Digest key() {
    return key(environment.packages());
  }

  private synchronized RootLayer unpacked(List<LockedConda> packages) throws IOException {
    try (Scratch scratch = workshop.store().newScratch()) {
      return workshop
          .sandbox()
          .materialise(key(packages), () -> files(packages, scratch.directory()));
    }
  }

  private Digest key(List<LockedConda> packages) {
    StringBuilder text = new StringBuilder("conda packages 1\n");
    packages.forEach(locked -> text.append(linker.material(locked)).append('\n'));
    return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private FileTree files(List<LockedConda> packages, Path scratch) throws IOException {
    FileTree.Builder all = FileTree.builder();
    try {
      for (LockedConda locked : packages) {
        all.putAll(linker.link(locked, archives.get(locked), scratch).tree(Bytecode.none()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while unpacking conda packages", e);
    }
    return prefixes.withFolders(all.build());
  }
}
