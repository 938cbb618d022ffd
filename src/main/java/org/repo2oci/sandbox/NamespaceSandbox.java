package org.repo2oci.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;
import org.repo2oci.image.Digest;
import org.repo2oci.store.Store;

/**
 * A sandbox of the machine's own namespaces, overlay mounts and util-linux: no engine, no daemon,
 * and no root where the machine gives ordinary users a range of user ids.
 */
public final class NamespaceSandbox implements Sandbox, StepStarter {
  private final Store store;
  private final SandboxSettings settings;
  private final HostPrograms programs;
  private final EventSink events;
  private final ControlGroups groups = ControlGroups.ofThisProcess();
  private final AtomicBoolean noted = new AtomicBoolean();
  private final Set<String> notes = ConcurrentHashMap.newKeySet();
  private final Object preparing = new Object();
  private volatile @Nullable Ready ready;

  /** What is found out once, when the first step needs it. */
  private record Ready(SandboxProbe.Found found, RootLayers layers, Optional<Path> tools) {
    IdMapping mapping() {
      return found.mapping();
    }
  }

  private NamespaceSandbox(Store store, SandboxSettings settings, EventSink events) {
    this.store = store;
    this.settings = settings;
    this.programs = new HostPrograms(settings.programFolders());
    this.events = events;
  }

  /** A sandbox; the machine is first asked when something is to be run or materialised. */
  public static NamespaceSandbox create(Store store, SandboxSettings settings, EventSink events) {
    return new NamespaceSandbox(store, settings, events);
  }

  @Override
  public RootLayer materialise(Digest key, TreeSource tree) throws IOException {
    return ready().layers().materialise(key, tree);
  }

  @Override
  public StepResult run(Step step) throws IOException, InterruptedException {
    try (RunningStep running = start(step)) {
      return running.await();
    }
  }

  @Override
  public void prepare() throws IOException {
    tools("Cannot use a sandbox");
  }

  @Override
  public void requireSteps(String name, boolean packageManager) throws IOException {
    tools("Cannot run `%s`".formatted(name));
    if (packageManager && ready().mapping() == IdMapping.SINGLE) {
      throw Refusal.ofOneUser(name, HostFacts.read(programs));
    }
  }

  @Override
  public boolean runsSteps() throws IOException {
    return ready().tools().isPresent();
  }

  @Override
  public OwnProgram.Outcome run(OwnProgram program) throws IOException, InterruptedException {
    return DirectRun.of(program, settings);
  }

  private Path tools(String problem) throws IOException {
    Ready known = ready();
    return known
        .tools()
        .orElseThrow(
            () -> Refusal.ofNamespaces(problem, known.found().refusal(), HostFacts.read(programs)));
  }

  @Override
  public RunningStep start(Step step, Duration patience) throws IOException {
    requireSteps(step.name(), step.packageManager());
    Ready known = ready();
    StepLimits limits = StepLimits.of(step, settings, groups);
    limits.note().filter(_ -> noted.compareAndSet(false, true)).ifPresent(this::warn);
    return NamespaceStep.start(
        step,
        store.newScratch(),
        settings,
        programs,
        known.mapping(),
        known.tools().orElseThrow(),
        limits,
        patience,
        this::note);
  }

  /** What a step says of this machine holds for the others too: each kind of note is given once. */
  private void note(String message) {
    if (notes.add(message.replaceFirst(":.*", ""))) {
      warn(message);
    }
  }

  private void warn(String message) {
    events.accept(new BuildEvent.Warned(message));
  }

  private Ready ready() throws IOException {
    Ready known = ready;
    if (known != null) {
      return known;
    }
    synchronized (preparing) {
      known = ready;
      if (known == null) {
        programs.check();
        SandboxProbe.Found found = SandboxProbe.mapping(settings, programs, events);
        Optional<Path> tools =
            found.mapping() == IdMapping.NONE
                ? Optional.empty()
                : Optional.of(InnerTools.prepare(store, programs));
        known = new Ready(found, new RootLayers(store, programs, found.mapping()), tools);
        ready = known;
      }
      return known;
    }
  }
}
