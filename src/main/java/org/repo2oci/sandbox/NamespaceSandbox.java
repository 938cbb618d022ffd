package org.repo2oci.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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
  private final Object preparing = new Object();
  private volatile @Nullable Ready ready;

  /** What is found out once, when the first step needs it. */
  private record Ready(IdMapping mapping, RootLayers layers, Path tools) {}

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
    ready();
  }

  @Override
  public RunningStep start(Step step, Duration patience) throws IOException {
    Ready known = ready();
    if (step.packageManager() && known.mapping() == IdMapping.SINGLE) {
      throw Refusal.ofOneUser(step);
    }
    StepLimits limits = StepLimits.of(step, settings, groups);
    limits.note().filter(_ -> noted.compareAndSet(false, true)).ifPresent(this::warn);
    return NamespaceStep.start(
        step,
        store.newScratch(),
        settings,
        programs,
        known.mapping(),
        known.tools(),
        limits,
        patience,
        events);
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
        IdMapping mapping = SandboxProbe.mapping(settings, programs, events);
        known =
            new Ready(
                mapping,
                new RootLayers(store, programs, mapping),
                InnerTools.prepare(store, programs));
        ready = known;
      }
      return known;
    }
  }
}
