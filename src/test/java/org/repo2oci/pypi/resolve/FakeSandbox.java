package org.repo2oci.pypi.resolve;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.Digest;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.sandbox.Sandbox;
import org.repo2oci.sandbox.Step;
import org.repo2oci.sandbox.StepResult;

/** Runs nothing: a test says what each step does. */
final class FakeSandbox implements Sandbox {
  private final List<Step> steps = new CopyOnWriteArrayList<>();
  private final Program program;

  FakeSandbox(Program program) {
    this.program = program;
  }

  /** Stands for the command of a step. */
  @FunctionalInterface
  interface Program {
    /** Gives the exit code; lines for the step's output go to {@code lines}. */
    int run(Step step, List<String> lines) throws IOException, InterruptedException;
  }

  List<Step> steps() {
    return steps;
  }

  /** The folder of the machine that a step sees at a path. */
  static Path bound(Step step, String inside) {
    return step.writableBinds().entrySet().stream()
        .filter(bind -> bind.getValue().equals(inside))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public RootLayer materialise(Digest key, TreeSource tree) {
    throw new UnsupportedOperationException();
  }

  @Override
  public StepResult run(Step step) throws IOException, InterruptedException {
    steps.add(step);
    List<String> lines = new CopyOnWriteArrayList<>();
    int exitCode = program.run(step, lines);
    lines.forEach(step.output());
    return new StepResult(exitCode, lines, FileTree.empty(), () -> {});
  }
}
