package org.repo2oci.build;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.conda.link.CondaPrefix;
import org.repo2oci.conda.link.CondaPython;
import org.repo2oci.lock.CondaEnvironment;
import org.repo2oci.lock.Lock;
import org.repo2oci.pypi.bytecode.BytecodeCompiler;
import org.repo2oci.store.Scratch;

/** What the conda environments of a lock bring into an image. */
final class CondaContents {
  private final Workshop workshop;
  private final BuildRequest request;
  private final Prefixes prefixes;
  private final Map<String, String> pinned;
  private final CondaArchives archives;

  private final List<CondaParts> environments = new ArrayList<>();

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
        environment.named("python").map(CondaPython::of),
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
   * The parts of all environments, but for those that {@link #shared} adds.
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
      Optional<BytecodeCompiler> own = Optional.of(compiler);
      if (!environment.prefix().equals(lock.python().prefix())) {
        own = compiler(environment, toolboxes);
        own.ifPresent(held::add);
      }
      CondaParts made =
          new CondaParts(
              workshop,
              lock,
              environment,
              prefix(environment),
              prefixes,
              pinned,
              archives,
              own,
              scratch);
      environments.add(made);
      parts.addAll(made.parts(base.mayHaveAnEnvironment()));
    }
    return parts;
  }

  /**
   * What lies above the parts where several have the same paths.
   *
   * @param notes what is known of the parts where their archives are not
   */
  List<Part> shared(CondaPaths.Notes notes) throws IOException, InterruptedException {
    List<Part> parts = new ArrayList<>();
    for (CondaParts environment : environments) {
      environment.shared(notes).ifPresent(parts::add);
    }
    return parts;
  }

  /** The scripts that the packages want to be run. */
  List<StepPart> scripts(CondaScripts scripts) {
    return environments.stream().flatMap(one -> one.scripts(scripts).stream()).toList();
  }

  private Optional<BytecodeCompiler> compiler(
      CondaEnvironment environment, DebianToolboxes toolboxes) {
    return prefix(environment)
        .python()
        .map(python ->
            new BytecodeCompiler(
                folders(environment).interpreter(toolboxes),
                python.minor(),
                python.version(),
                workshop.store(),
                1,
                workshop.events()));
  }
}
