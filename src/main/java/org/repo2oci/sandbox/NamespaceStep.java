package org.repo2oci.sandbox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.store.Scratch;

/** One run of {@code enter.sh}, from its start to the removal of its scratch folder. */
final class NamespaceStep implements RunningStep {
  /** How long the kernel may take to end all processes of a step. */
  private static final Duration AFTER_KILL = Duration.ofSeconds(5);

  private final Step step;
  private final Scratch scratch;
  private final IdMapping mapping;
  private final HostPrograms programs;
  private final Consumer<String> notes;
  private final StepLimits limits;
  private final Duration patience;
  private final Process process;
  private final OutputLines lines;
  private final Thread reader;
  private final Thread atExit;
  private final @Nullable Thread timer;
  private final DiskGuard disk;
  private volatile boolean timedOut;
  private volatile boolean handedOver;

  private NamespaceStep(
      Step step,
      Scratch scratch,
      IdMapping mapping,
      HostPrograms programs,
      Consumer<String> notes,
      StepLimits limits,
      Duration patience,
      Process process) {
    this.step = step;
    this.scratch = scratch;
    this.mapping = mapping;
    this.programs = programs;
    this.notes = notes;
    this.limits = limits;
    this.patience = patience;
    this.process = process;
    this.lines = new OutputLines(step.output());
    this.reader = Thread.ofVirtual().name("output of " + step.name()).start(this::readOutput);
    this.atExit = new Thread(this::endWithTheProgram, "end " + step.name());
    Runtime.getRuntime().addShutdownHook(atExit);
    this.timer =
        step.timeLimit().map(limit -> Thread.ofVirtual().start(() -> endAfter(limit))).orElse(null);
    this.disk = DiskGuard.of(scratch.directory(), this::kill);
  }

  static NamespaceStep start(
      Step step,
      Scratch scratch,
      SandboxSettings settings,
      HostPrograms programs,
      IdMapping mapping,
      Path tools,
      StepLimits limits,
      Duration patience,
      Consumer<String> notes)
      throws IOException {
    boolean started = false;
    try {
      StepFolder folder = StepFolder.prepare(scratch.directory(), step);
      ProcessBuilder builder = new ProcessBuilder(command(folder, programs, mapping));
      builder.directory(folder.root().toFile());
      Map<String, String> environment = builder.environment();
      environment.clear();
      environment.put("PATH", programs.searchPath());
      environment.put("LC_ALL", "C");
      environment.putAll(StepVariables.of(step, folder, mapping, tools, settings));
      environment.putAll(limits.variables());
      NamespaceStep running =
          new NamespaceStep(
              step, scratch, mapping, programs, notes, limits, patience, builder.start());
      started = true;
      return running;
    } finally {
      if (!started) {
        limits.close();
        scratch.close();
      }
    }
  }

  private static List<String> command(StepFolder folder, HostPrograms programs, IdMapping mapping) {
    List<String> command = new ArrayList<>();
    // A session of its own: the step has no terminal, and Ctrl-C there reaches only us.
    command.add(programs.get("setsid").toString());
    command.add(programs.get("unshare").toString());
    command.addAll(mapping.unshareOptions());
    command.addAll(List.of("--mount", "--pid", "--fork", "--kill-child", "--"));
    command.add(programs.get("sh").toString());
    command.add(folder.script().toString());
    command.add("outer");
    return command;
  }

  @Override
  public boolean isRunning() {
    return process.isAlive();
  }

  @Override
  public StepResult await() throws IOException, InterruptedException {
    try {
      return result();
    } catch (IOException e) {
      requireWithinLimits();
      throw e;
    } finally {
      if (Thread.currentThread().isInterrupted()) {
        kill();
      }
    }
  }

  private StepResult result() throws IOException, InterruptedException {
    SideChannel.Trailing channel =
        new SideChannel.Trailing(new BufferedInputStream(process.getErrorStream(), 1 << 16));
    switch (SideChannel.read(channel)) {
      case SideChannel.Report.Ended ended -> {
        ended.notes().forEach(notes);
        FileTree changes = FileTree.empty();
        if (step.captureChanges()) {
          changes =
              new ChangesReader(mapping, step.uid(), step.gid())
                  .read(channel, scratch.directory().resolve("contents"));
          channel.expectCaptured();
        }
        finish();
        requireWithinLimits();
        handedOver = true;
        return new StepResult(ended.exitCode(), lines.last(), changes, scratch);
      }
      case SideChannel.Report.Refused refused -> {
        finish();
        throw Refusal.of(step, refused, HostFacts.read(programs));
      }
      case SideChannel.Report.Lost lost -> {
        finish();
        requireWithinLimits();
        throw Refusal.of(step, lost, HostFacts.read(programs));
      }
    }
  }

  private void finish() throws InterruptedException {
    process.waitFor();
    reader.join();
    forget();
  }

  private void forget() {
    disk.close();
    limits.close();
    if (timer != null) {
      timer.interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The program is ending, and the hook runs already.
    }
  }

  private void requireWithinLimits() {
    if (timedOut) {
      throw ended("it ran longer than %d s".formatted(step.timeLimit().orElseThrow().toSeconds()))
          .withHint("Make the step shorter, or allow it more time");
    }
    if (disk.isFull()) {
      throw ended("it filled the disk of the store")
          .withHint(
              "Let it write less, or make room: `repo2oci cache prune` removes what is unused");
    }
  }

  private BuildFailure ended(String reason) {
    return BuildFailure.input("Cannot finish `%s`: %s".formatted(step.name(), reason))
        .withDetails(lines.last());
  }

  private void readOutput() {
    try {
      lines.readAll(process.getInputStream());
    } catch (IOException e) {
      // The pipe was closed because the step was ended; what was read stands.
    }
  }

  private void endAfter(Duration limit) {
    try {
      if (!process.waitFor(limit)) {
        timedOut = true;
        kill();
      }
    } catch (InterruptedException e) {
      // The step ended in time.
    }
  }

  @Override
  public void stop(Duration grace) throws InterruptedException {
    try {
      OutputStream lifeline = process.getOutputStream();
      lifeline.write("TERM\n".getBytes(StandardCharsets.US_ASCII));
      lifeline.flush();
    } catch (IOException e) {
      // It has ended already.
    }
    if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
      process.waitFor();
    }
  }

  /**
   * Ends process 1 of the namespaces, and so every process in them. Its parent learns of it when
   * the last of them has gone, and only then ends itself: nothing writes to the scratch folder any
   * more when this returns.
   */
  private void kill() {
    process.children().forEach(ProcessHandle::destroyForcibly);
    try {
      if (process.waitFor(AFTER_KILL)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }

  private void endWithTheProgram() {
    try {
      if (patience.isPositive() && process.waitFor(patience)) {
        return; // The caller has ended it, and cleans up.
      }
      kill();
      process.waitFor();
      limits.close();
      scratch.close();
    } catch (InterruptedException | IOException e) {
      // The store removes what is left when it is opened next.
    }
  }

  @Override
  public void close() throws IOException {
    if (handedOver) {
      return;
    }
    kill();
    boolean interrupted = false;
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    forget();
    scratch.close();
  }
}
