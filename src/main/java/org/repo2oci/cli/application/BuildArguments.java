package org.repo2oci.cli.application;

import java.util.List;
import org.repo2oci.image.ImageReference;

/**
 * What {@code build} was asked.
 *
 * @param tags names for the image; none for one made of the repository's name
 * @param push to the registries of the tags
 */
public record BuildArguments(
    SourceArguments source,
    ResolveArguments resolve,
    ImageArguments image,
    StepArguments steps,
    MachineArguments machine,
    List<ImageReference> tags,
    boolean push,
    List<OutputTarget> outputs) {
  public BuildArguments {
    tags = List.copyOf(tags);
    outputs = List.copyOf(outputs);
    if (push && tags.isEmpty()) {
      throw new IllegalArgumentException("`--push` needs a `--tag` to push to");
    }
  }
}
