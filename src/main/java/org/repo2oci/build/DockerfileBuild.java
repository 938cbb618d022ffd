package org.repo2oci.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.ImageReference;
import org.repo2oci.repository.Checkout;
import org.repo2oci.store.Scratch;

/**
 * A repository whose Dockerfile is the whole build: an engine of this machine does it, with the
 * arguments that repo2docker gives, and the image comes back from it.
 */
final class DockerfileBuild {
  /** The buildpack that says so. */
  static final String BUILDPACK = "dockerfile";

  private final Workshop workshop;
  private final BuildRequest request;
  private final Map<String, String> labels;

  /**
   * @param labels for the image
   */
  DockerfileBuild(Workshop workshop, BuildRequest request, Map<String, String> labels) {
    this.workshop = workshop;
    this.request = request;
    this.labels = labels;
  }

  BuiltImage build(String file, Checkout checkout, ImageReference name)
      throws IOException, InterruptedException {
    if (!request.steps().appendix().isEmpty()) {
      workshop
          .events()
          .accept(new BuildEvent.Warned("The appendix is not used: `%s` decides".formatted(file)));
    }
    DockerfileTools tools = DockerfileTools.find(workshop.environment(), file);
    workshop
        .events()
        .accept(
            new BuildEvent.Noted(
                Stage.STEP, "Building `%s` with `%s`".formatted(file, tools.kind().title())));
    Path root = checkout.source().root();
    try (Scratch scratch = workshop.store().newScratch()) {
      Path archive = scratch.directory().resolve("image.tar");
      switch (tools.kind()) {
        case BUILDCTL -> run(tools, file, buildctl(root, file, archive));
        case DOCKER, PODMAN -> withEngine(tools, root, file, archive);
      }
      return new SavedImage(workshop).read(archive, scratch, name);
    }
  }

  private void withEngine(DockerfileTools tools, Path root, String file, Path archive)
      throws IOException, InterruptedException {
    String tag = "localhost/repo2oci-build:" + UUID.randomUUID();
    List<String> arguments = new ArrayList<>(List.of("build", "--tag", tag));
    arguments.addAll(List.of("--file", root.resolve(file).toString()));
    arguments.addAll(List.of("--platform", request.platform().toString()));
    arguments().forEach((key, value) -> add(arguments, "--build-arg", key + "=" + value));
    labels.forEach((key, value) -> add(arguments, "--label", key + "=" + value));
    arguments.add(root.toString());
    run(tools, file, arguments);
    try {
      run(tools, file, List.of("save", "--output", archive.toString(), tag));
    } finally {
      // Its layers stay in the engine's cache.
      tools.run(List.of("image", "rm", tag), line -> {});
    }
  }

  private List<String> buildctl(Path root, String file, Path archive) {
    Path dockerfile = root.resolve(file);
    List<String> arguments =
        new ArrayList<>(List.of("build", "--frontend", "dockerfile.v0", "--local"));
    arguments.add("context=" + root);
    add(arguments, "--local", "dockerfile=" + dockerfile.getParent());
    add(arguments, "--opt", "filename=" + dockerfile.getFileName());
    add(arguments, "--opt", "platform=" + request.platform());
    arguments().forEach((key, value) -> add(arguments, "--opt", "build-arg:" + key + "=" + value));
    labels.forEach((key, value) -> add(arguments, "--opt", "label:" + key + "=" + value));
    add(arguments, "--output", "type=docker,dest=" + archive);
    return arguments;
  }

  private static void add(List<String> arguments, String option, String value) {
    arguments.add(option);
    arguments.add(value);
  }

  /** The user's own win. */
  private Map<String, String> arguments() {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("NB_USER", request.userName());
    arguments.put("NB_UID", Integer.toString(request.uid()));
    request.repositoryFolder().ifPresent(folder -> arguments.put("REPO_DIR", folder));
    arguments.putAll(request.steps().buildArguments());
    return arguments;
  }

  private void run(DockerfileTools tools, String file, List<String> arguments)
      throws IOException, InterruptedException {
    String source = tools.kind().title();
    Optional<List<String>> failed =
        tools.run(
            arguments,
            line -> workshop.events().accept(new BuildEvent.Output(Stage.STEP, source, line)));
    if (failed.isPresent()) {
      throw BuildFailure.input(
              "Cannot build `%s`: `%s %s` failed".formatted(file, source, arguments.getFirst()))
          .withDetails(failed.get());
    }
  }
}
