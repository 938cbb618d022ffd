package org.repo2oci.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.ImageReference;

/** A Docker Engine; close it at the end. */
public final class Engine implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(20);

  private final DockerClient client;
  private final EngineFailures failures;

  private Engine(DockerClient client, EngineFailures failures) {
    this.client = client;
    this.failures = failures;
  }

  /**
   * Connects to the engine that the {@code docker} program would use.
   *
   * @param environment the user's variables; {@code DOCKER_HOST}, {@code DOCKER_CONTEXT}, {@code
   *     DOCKER_CONFIG}, {@code DOCKER_TLS_VERIFY}, {@code DOCKER_CERT_PATH} and {@code
   *     XDG_RUNTIME_DIR} count
   * @throws BuildFailure where none answers
   */
  public static Engine connect(Map<String, String> environment, Optional<Path> home) {
    EngineAddress address = EngineAddress.find(environment, home);
    EngineFailures failures = new EngineFailures(address);
    failures.requireSocket();
    try (DockerClient probe = client(address, Optional.of(ANSWER))) {
      probe.pingCmd().exec();
    } catch (IOException | RuntimeException e) {
      throw e instanceof BuildFailure failure ? failure : failures.unreachable(e);
    }
    return new Engine(client(address, Optional.empty()), failures);
  }

  /** Loading and waiting take as long as they take: then there is no limit for an answer. */
  private static DockerClient client(EngineAddress address, Optional<Duration> limit) {
    ZerodepDockerHttpClient.Builder transport =
        new ZerodepDockerHttpClient.Builder()
            .dockerHost(address.host())
            .maxConnections(16)
            .connectionTimeout(CONNECT);
    address
        .certificates()
        .ifPresent(folder -> transport.sslConfig(EngineCertificates.read(folder)::context));
    limit.ifPresent(transport::responseTimeout);
    return DockerClientImpl.getInstance(new EngineSettings(address.host()), transport.build());
  }

  /**
   * Gives the engine an image, unless it has it: then only the names that lack are added.
   *
   * @throws BuildFailure where the engine does not take it
   */
  public ImageLoad.Outcome load(ImageLoad load) throws IOException, InterruptedException {
    return new ImageLoader(client, failures).load(load);
  }

  /**
   * Starts a container.
   *
   * @param output hears each line of standard output and standard error, from one thread
   * @throws BuildFailure where the engine cannot; nothing is left then
   */
  public RunningContainer start(ContainerRequest request, Consumer<String> output)
      throws InterruptedException {
    return new ContainerStart(client, failures, request).start(output);
  }

  /** What the engine says of an image; empty where it has none of this name. */
  public Optional<EngineImage> image(String name) {
    try {
      InspectImageResponse image = client.inspectImageCmd(name).exec();
      return Optional.of(EngineImage.of(image, client.imageHistoryCmd(name).exec()));
    } catch (NotFoundException e) {
      return Optional.empty();
    } catch (DockerException e) {
      throw failures.refused("inspect", name, e);
    }
  }

  /**
   * A small file of an image, without starting anything.
   *
   * @param path absolute
   * @param limit a larger file is none
   */
  public Optional<byte[]> file(String image, String path, int limit) throws IOException {
    return new ImageFile(client, failures).read(image, path, limit);
  }

  /** A name as engines want it: with a tag. */
  static String named(ImageReference name) {
    return name.withTag(name.tag().orElse("latest")).toString();
  }

  /** Removes names and, with the last one, the image; for those who clean up. */
  public void remove(List<ImageReference> names) {
    for (ImageReference name : names) {
      try {
        client.removeImageCmd(named(name)).exec();
      } catch (NotFoundException e) {
        // It is gone.
      } catch (DockerException e) {
        throw failures.refused("remove", named(name), e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
