package org.repo2oci.build;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.lock.PythonEnvironment;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.Stratum;
import org.repo2oci.pypi.bytecode.BytecodeCompiler;
import org.repo2oci.pypi.install.InstallRequest;
import org.repo2oci.pypi.install.InstalledWheel;
import org.repo2oci.pypi.install.Prefix;
import org.repo2oci.pypi.install.VirtualEnvironment;
import org.repo2oci.pypi.install.WheelInstaller;
import org.repo2oci.pypi.resolve.LockedPackage;

/**
 * The Python packages of an image: each is a wheel that is unpacked and compiled by itself, so that
 * its files are the same whatever else is installed.
 */
final class PythonParts {
  /** Part of every key: changes when the same wheel becomes other files. */
  private static final String INSTALLER = "wheel installer 1";

  private final PythonEnvironment python;
  private final boolean makesEnvironment;
  private final Prefix prefix;
  private final Prefixes prefixes;
  private final Map<String, String> pinned;
  private final Wheels wheels;
  private final WheelInstaller installer;
  private final BytecodeCompiler compiler;
  private final EventSink events;
  private final Semaphore unpacking;

  /**
   * @param makesEnvironment whether the environment itself is to be made, of the base's Python
   * @param pinned the server's own packages: normal name to the version in every image
   */
  PythonParts(
      PythonEnvironment python,
      boolean makesEnvironment,
      Prefix prefix,
      Prefixes prefixes,
      Map<String, String> pinned,
      Wheels wheels,
      WheelInstaller installer,
      BytecodeCompiler compiler,
      EventSink events,
      int threads) {
    this.python = python;
    this.makesEnvironment = makesEnvironment;
    this.prefix = prefix;
    this.prefixes = prefixes;
    this.pinned = Map.copyOf(pinned);
    this.wheels = wheels;
    this.installer = installer;
    this.compiler = compiler;
    this.events = events;
    this.unpacking = new Semaphore(threads + 1);
  }

  List<Part> parts(Foundation base) throws IOException, InterruptedException {
    List<Part> parts = new ArrayList<>();
    if (makesEnvironment) {
      parts.add(environment(base));
    }
    for (LockedPackage locked : python.packages()) {
      parts.add(part(locked));
    }
    return parts;
  }

  private Part environment(Foundation base) {
    List<String> material =
        new ArrayList<>(
            List.of(INSTALLER, python.interpreter(), python.version(), prefix.toString()));
    if (base.mayHaveAnEnvironment()) {
      material.add("hides what is below");
    }
    Component component =
        new Component(Stratum.RUNTIME, "virtual environment", python.minor(), 1 << 14, material);
    VirtualEnvironment empty =
        new VirtualEnvironment(prefix, python.interpreter(), python.version());
    return new Part(
        component,
        () -> {
          FileTree tree = prefixes.withFolders(empty.tree(base.activationScripts()));
          return base.mayHaveAnEnvironment() ? hiding(tree) : tree;
        });
  }

  /** The environment, with none of what lower layers have at its place. */
  private FileTree hiding(FileTree tree) {
    String place = prefix.path().substring(1);
    return FileTree.builder()
        .putAll(tree)
        .put(place, new Node.OpaqueDirectory(prefix.folder()))
        .build();
  }

  private Part part(LockedPackage locked) throws IOException, InterruptedException {
    String version = locked.version().orElse("");
    boolean ours = version.equals(pinned.get(locked.name()));
    Component component =
        new Component(
            ours ? Stratum.SERVER : Stratum.PACKAGES,
            locked.name(),
            version,
            Wheels.size(locked),
            List.of(
                INSTALLER,
                wheels.identity(locked),
                Boolean.toString(locked.requested()),
                prefix.toString(),
                python.version(),
                BytecodeCompiler.FORMAT),
            locked.requested());
    return new Part(component, () -> install(locked));
  }

  private FileTree install(LockedPackage locked) throws IOException, InterruptedException {
    Wheels.Wheel wheel = wheels.get(locked);
    unpacking.acquire();
    try {
      InstalledWheel installed =
          installer.install(
              new InstallRequest(
                  wheel.file(),
                  wheel.fileName(),
                  wheel.digest(),
                  locked.name(),
                  locked.version(),
                  locked.requested(),
                  wheel.directUrl()));
      installed.warning().map(BuildEvent.Warned::new).ifPresent(events::accept);
      return prefixes.withFolders(installed.tree(compiler.compile(installed)));
    } finally {
      unpacking.release();
    }
  }
}
