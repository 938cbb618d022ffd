package org.repo2oci.build;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.ImageReference;
import org.repo2oci.registry.ImagePusher;
import org.repo2oci.registry.PushRequest;
import org.repo2oci.registry.Pushed;
import org.repo2oci.registry.Registries;
import org.repo2oci.registry.RegistryCredentials;
import org.repo2oci.registry.RegistrySettings;
import org.repo2oci.store.StoredBlob;

/** Brings a finished image to registries. */
public final class Delivery {
  private final Workshop workshop;

  public Delivery(Workshop workshop) {
    this.workshop = workshop;
  }

  /** Pushes to the repository of every tag; the tags of one repository in one go. */
  public void push(BuiltImage image, List<ImageReference> tags)
      throws IOException, InterruptedException {
    Map<String, List<ImageReference>> byRepository = new LinkedHashMap<>();
    tags.forEach(
        tag -> byRepository.computeIfAbsent(tag.name(), name -> new ArrayList<>()).add(tag));
    RegistrySettings settings =
        RegistrySettings.of(
            workshop.network(), RegistryCredentials.from(workshop.environment(), workshop.home()));
    try (Registries registries = new Registries(settings)) {
      ImagePusher pusher = new ImagePusher(registries, workshop.events());
      for (List<ImageReference> references : byRepository.values()) {
        push(pusher, image, references);
      }
    }
  }

  private void push(ImagePusher pusher, BuiltImage image, List<ImageReference> references)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    workshop.events().accept(new BuildEvent.Started(Stage.PUSH));
    List<String> more =
        references.subList(1, references.size()).stream()
            .map(reference -> reference.tag().orElse("latest"))
            .toList();
    Pushed pushed =
        pusher.push(
            new PushRequest(
                references.getFirst(),
                more,
                image.manifestBytes(),
                image.manifest().mediaType(),
                image.configBytes(),
                image.manifest().layers().stream().map(this::layer).toList(),
                Set.of(),
                List.of()));
    workshop
        .events()
        .accept(
            new BuildEvent.Finished(
                Stage.PUSH,
                "Pushed %d layers, %d already there"
                    .formatted(pushed.uploaded(), pushed.present() + pushed.mounted()),
                Duration.ofNanos(System.nanoTime() - begin)));
  }

  private PushRequest.Layer layer(Descriptor descriptor) {
    return new PushRequest.Layer(
        descriptor.digest().shortened(), descriptor, () -> file(descriptor));
  }

  private Path file(Descriptor descriptor) {
    return workshop
        .store()
        .blob(descriptor.digest())
        .map(StoredBlob::file)
        .orElseThrow(() ->
            BuildFailure.environment(
                    "Cannot push the layer `%s`: it has left the store meanwhile"
                        .formatted(descriptor.digest().shortened()))
                .withHint("Build again; `repo2oci cache prune` must not run beside a build"));
  }
}
