package org.repo2oci.build;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.link.CondaPrefix;
import org.repo2oci.conda.link.CondaPython;
import org.repo2oci.lock.CondaEnvironment;
import org.repo2oci.lock.Lock;
import org.repo2oci.pypi.bytecode.BytecodeCompiler;
import org.repo2oci.pypi.install.PythonMinor;
import org.repo2oci.store.Scratch;

/** What the conda environments of a lock bring into an image. */
final class CondaContents {
  private static final CondaPython NO_PYTHON =
      new CondaPython(PythonMinor.parse("0.0"), "0.0.0", "lib");

  private final Workshop workshop;
  private final BuildRequest request;
  private final Prefixes prefixes;
  private final Map<String, String> pinned;
  private final CondaArchives archives;

  /**
   * @param pinned the server's own packages: normal name to the version in every image
   */
  CondaContents(
      Workshop workshop,
      BuildRequest request,
      Prefixes prefixes,
      Map<String, String> pinned,
      CondaArchives archives) {
    this.workshop = workshop;
    this.request = request;
    this.prefixes = prefixes;
    this.pinned = Map.copyOf(pinned);
    this.archives = archives;
  }

  /** Where the packages of an environment are linked. */
  CondaPrefix prefix(CondaEnvironment environment) {
    return new CondaPrefix(
        environment.prefix(),
        environment.packages().stream()
            .filter(one -> one.record().name().equals("python"))
            .findFirst()
            .map((LockedConda python) -> CondaPython.of(python)),
        request.uid(),
        request.uid());
  }

  /** The base, with the Python that the lock's environment has. */
  Foundation foundation(Foundation base, Lock lock, DebianToolboxes toolboxes) {
    return lock.condaPython()
        .<Foundation>map(one -> new CondaFoundation(base, folders(one), lock.python(), toolboxes))
        .orElse(base);
  }

  private CondaFolders folders(CondaEnvironment environment) {
    return new CondaFolders(workshop, environment, prefix(environment), prefixes, archives);
  }

  /**
   * The parts of all environments.
   *
   * @param compiler for the environment of the lock's Python
   * @param held gets what is to be closed when all layers are written
   */
  List<Part> parts(
      Lock lock,
      Foundation base,
      BytecodeCompiler compiler,
      DebianToolboxes toolboxes,
      List<AutoCloseable> held)
      throws IOException, InterruptedException {
    List<Part> parts = new ArrayList<>();
    for (CondaEnvironment environment : lock.conda()) {
      Scratch scratch = workshop.store().newScratch();
      held.add(scratch);
      BytecodeCompiler own = compiler;
      if (!lock.condaPython().equals(java.util.Optional.of(environment))) {
        own = compiler(environment, toolboxes);
        held.add(own);
      }
      parts.addAll(
          new CondaParts(
                  workshop,
                  lock,
                  environment,
                  prefix(environment),
                  prefixes,
                  pinned,
                  archives,
                  own,
                  scratch)
              .parts(base.mayHaveAnEnvironment()));
    }
    return parts;
  }

  /** The scripts that the packages want to be run. */
  List<StepPart> scripts(Lock lock, CondaScripts scripts) throws IOException, InterruptedException {
    List<StepPart> steps = new ArrayList<>();
    for (CondaEnvironment environment : lock.conda()) {
      CondaPaths paths = new CondaPaths(workshop, archives);
      steps.addAll(scripts.steps(environment, paths.of(environment, prefix(environment))));
    }
    return steps;
  }

  private BytecodeCompiler compiler(CondaEnvironment environment, DebianToolboxes toolboxes) {
    // Without a Python nothing is compiled.
    CondaPython python = prefix(environment).python().orElse(NO_PYTHON);
    return new BytecodeCompiler(
        folders(environment).interpreter(toolboxes),
        python.minor(),
        python.version(),
        workshop.store(),
        1,
        workshop.events());
  }
}
