package org.repo2oci.cli.action;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.ImageReference;

/**
 * What the image is called.
 *
 * @param commit the name with the commit's tag, which is never given twice
 * @param all of its names, that one first
 */
record ImageNaming(ImageReference commit, List<ImageReference> all) {
  private static final Pattern NAMESPACE =
      Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*");

  ImageNaming {
    all = List.copyOf(all);
  }

  /**
   * As repo2docker-action names images, but for names that no registry would take.
   *
   * @throws BuildFailure where an input makes no name
   */
  static ImageNaming of(ActionInputs inputs, GithubRun run) {
    String name = name(inputs, run);
    List<String> tags = new ArrayList<>(List.of(run.shortCommit()));
    if (!inputs.flag("LATEST_TAG_OFF")) {
      tags.add("latest");
    }
    tags.addAll(inputs.list("ADDITIONAL_TAG"));
    List<ImageReference> names =
        tags.stream().distinct().map(tag -> reference(name + ":" + tag)).toList();
    return new ImageNaming(names.getFirst(), names);
  }

  private static ImageReference reference(String text) {
    try {
      return ImageReference.parse(text);
    } catch (IllegalArgumentException e) {
      throw BuildFailure.usage("Cannot name the image `%s`: %s".formatted(text, e.getMessage()))
          .withHint("Check the inputs `IMAGE_NAME`, `DOCKER_REGISTRY` and `ADDITIONAL_TAG`");
    }
  }

  private static String name(ActionInputs inputs, GithubRun run) {
    String registry =
        inputs
            .text("DOCKER_REGISTRY")
            .map(text -> text.replaceFirst("^https?://", "").replaceFirst("/+$", ""))
            .orElse("")
            .toLowerCase(Locale.ROOT);
    String name =
        inputs
            .text("IMAGE_NAME")
            .orElseGet(() -> namespace(inputs, run) + "/" + run.name())
            .toLowerCase(Locale.ROOT);
    boolean whole = registry.isEmpty() || name.startsWith(registry + "/");
    return whole ? name : registry + "/" + name;
  }

  /** A robot's name is its owner's and what it is for: {@code alice+bot}. */
  private static String namespace(ActionInputs inputs, GithubRun run) {
    return Optional.of(inputs.text("DOCKER_USERNAME").orElse(run.actor()))
        .map(user -> user.toLowerCase(Locale.ROOT).replaceFirst("\\+.*$", ""))
        .filter(user -> NAMESPACE.matcher(user).matches())
        .orElse(run.owner());
  }

  /** Without tag. */
  String name() {
    return commit.name();
  }

  /** The registry's host; empty for Docker Hub. */
  String registry() {
    return commit.registry().orElse("");
  }
}
