package org.repo2oci.cli.action;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.ImageReference;

/** What a workflow says, as a command line of a build. */
record BuildWords(ActionInputs inputs, GithubRun run, ImageNaming names) {
  /**
   * A line of repo2docker.
   *
   * @param earlier an image whose layers may be taken
   */
  List<String> repo2docker(Optional<ImageReference> earlier) {
    boolean forBinder = inputs.flag("BINDER_CACHE") || inputs.text("MYBINDERORG_TAG").isPresent();
    String user = forBinder ? "jovyan" : inputs.text("NOTEBOOK_USER").orElse("jovyan");
    String address = run.server() + "/" + run.repository();
    List<String> words =
        new ArrayList<>(List.of("--no-run", "--user-id=1000", "--user-name=" + user));
    words.add("--target-repo-dir=" + inputs.text("REPO_DIR").orElse("/home/" + user));
    words.add("--image-name=" + names.commit());
    words.add("--label=repo2docker.repo=" + address);
    words.add("--label=repo2docker.ref=" + run.ref());
    words.add("--label=org.opencontainers.image.source=" + address);
    words.add("--label=org.opencontainers.image.title=" + run.name());
    run.description()
        .ifPresent(text -> words.add("--label=org.opencontainers.image.description=" + text));
    inputs
        .text("APPENDIX_FILE")
        .ifPresent(file -> words.add("--appendix=" + appendix(run.workspace(), file)));
    Stream.concat(
            earlier.map(ImageReference::toString).stream(), inputs.list("CACHE_FROM").stream())
        .distinct()
        .forEach(image -> words.add("--cache-from=" + image));
    // No engine unless there is one: it is asked for below.
    words.add("--engine=sandbox");
    words.addAll(
        ShellWords.split(
            "REPO2DOCKER_EXTRA_ARGS", inputs.text("REPO2DOCKER_EXTRA_ARGS").orElse("")));
    words.add(run.workspace().toString());
    return words;
  }

  private static String appendix(Path workspace, String file) {
    try {
      return Files.readString(workspace.resolve(file));
    } catch (IOException e) {
      throw BuildFailure.input("Cannot read `%s`, which `APPENDIX_FILE` names".formatted(file))
          .withHint(
              "The path is relative to the top of the repository; check that it was checked out")
          .withCause(e);
    }
  }

  /**
   * Beyond what repo2docker can say.
   *
   * @param engine whether a Docker Engine answers, which takes time to say
   */
  List<String> more(boolean push, BooleanSupplier engine) {
    List<String> more = new ArrayList<>();
    names.all().subList(1, names.all().size()).forEach(name -> more.add("--tag=" + name));
    inputs.text("BASE_IMAGE").ifPresent(image -> more.add("--base-image=" + image));
    if (push) {
      more.add("--push");
    } else if ((inputs.text("LOAD").isEmpty() || inputs.flag("LOAD")) && engine.getAsBoolean()) {
      // Later steps of many workflows tag and push it themselves.
      more.add("--output=docker-daemon");
    }
    return more;
  }
}
