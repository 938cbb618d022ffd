package org.repo2oci.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.RootFS;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.LoadResponseItem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;

/** Brings images into an engine. */
record ImageLoader(DockerClient client, EngineFailures failures) {
  ImageLoad.Outcome load(ImageLoad load) throws IOException, InterruptedException {
    Optional<String> there = present(load);
    if (there.isEmpty()) {
      send(load);
      requireLoaded(load);
      return ImageLoad.Outcome.LOADED;
    }
    List<ImageReference> missing = new ArrayList<>();
    for (ImageReference name : load.names()) {
      if (!id(Engine.named(name)).equals(there)) {
        missing.add(name);
      }
    }
    missing.forEach(name -> tag(there.get(), name));
    return missing.isEmpty() ? ImageLoad.Outcome.PRESENT : ImageLoad.Outcome.TAGGED;
  }

  private Optional<String> present(ImageLoad load) {
    return load.ids().stream().sorted().flatMap(id -> id(id.toString()).stream()).findFirst();
  }

  private Optional<String> id(String name) {
    return inspect(name).flatMap(image -> Optional.ofNullable(image.getId()));
  }

  private Optional<InspectImageResponse> inspect(String name) {
    try {
      return Optional.of(client.inspectImageCmd(name).exec());
    } catch (NotFoundException e) {
      return Optional.empty();
    } catch (DockerException e) {
      throw failures.refused("load", name, e);
    }
  }

  private void tag(String id, ImageReference name) {
    try {
      client.tagImageCmd(id, name.name(), name.tag().orElse("latest")).exec();
    } catch (DockerException e) {
      throw failures.refused("name", Engine.named(name), e);
    }
  }

  private void send(ImageLoad load) throws IOException, InterruptedException {
    String name = Engine.named(load.names().getFirst());
    try (ArchivePipe pipe = ArchivePipe.open(load.archive());
        Answer answer = new Answer()) {
      client.loadImageAsyncCmd(pipe).exec(answer);
      try {
        answer.awaitCompletion();
      } catch (RuntimeException e) {
        throw broken(name, pipe, e);
      }
      if (answer.error != null) {
        throw failures.refused("load", name, new DockerException(answer.error, 500));
      }
    }
  }

  /** Whose fault it is that the transfer broke: that of the archive goes first. */
  private RuntimeException broken(String name, ArchivePipe pipe, RuntimeException thrown)
      throws IOException {
    return switch (pipe.failure().orElse(thrown)) {
      case BuildFailure failure -> failure;
      case IOException e -> throw e;
      case DockerException e -> failures.refused("load", name, e);
      case Throwable e -> failures.refused("load", name, e);
    };
  }

  /** An answer without an error is not enough: old engines end it when they fail. */
  private void requireLoaded(ImageLoad load) {
    List<String> wanted = load.diffIds().stream().map(Digest::toString).toList();
    for (ImageReference name : load.names()) {
      Optional<List<String>> got =
          inspect(Engine.named(name))
              .flatMap(image -> Optional.ofNullable(image.getRootFS()))
              .map(RootFS::getLayers);
      if (!got.equals(Optional.of(wanted))) {
        throw failures.refused(
            "load",
            Engine.named(name),
            new DockerException("it took the archive and has another image, or none", 500));
      }
    }
  }

  /** Listens to what the engine says while it loads. */
  private static final class Answer extends ResultCallback.Adapter<LoadResponseItem> {
    private volatile @Nullable String error;

    @Override
    public void onNext(LoadResponseItem item) {
      if (item.isErrorIndicated()) {
        String words = item.getErrorDetail() == null ? null : item.getErrorDetail().getMessage();
        error = Objects.requireNonNullElse(words, "no reason given");
      }
    }
  }
}
