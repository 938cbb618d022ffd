package org.repo2oci.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.WaitResponse;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A container that was started. Closing it kills it and, unless it is to be kept, removes it. */
public final class RunningContainer implements AutoCloseable {
  private static final int LAST_LINES_SECONDS = 5;

  private final DockerClient client;
  private final EngineFailures failures;
  private final String id;
  private final boolean keep;
  private @Nullable ContainerLog log;

  RunningContainer(DockerClient client, EngineFailures failures, String id, boolean keep) {
    this.client = client;
    this.failures = failures;
    this.id = id;
    this.keep = keep;
  }

  void listen(ContainerLog lines) {
    log = lines;
  }

  /** The engine's own id, 64 hex digits. */
  public String id() {
    return id;
  }

  public boolean isRunning() throws InterruptedException {
    return exitCode().isEmpty();
  }

  /** How it ended; empty while it runs. */
  public OptionalInt exitCode() throws InterruptedException {
    InspectContainerResponse.ContainerState state = inspect().getState();
    if (Boolean.TRUE.equals(state.getRunning()) || state.getExitCodeLong() == null) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(Math.toIntExact(state.getExitCodeLong()));
  }

  private InspectContainerResponse inspect() throws InterruptedException {
    try {
      return client.inspectContainerCmd(id).exec();
    } catch (DockerException e) {
      throw failures.refused("watch the container", id, e);
    } catch (RuntimeException e) {
      throw interruption(e);
    }
  }

  /** What is published, and where; nothing when the container has ended. */
  public List<ContainerRequest.Port> ports() throws InterruptedException {
    Map<ExposedPort, Ports.Binding[]> all = inspect().getNetworkSettings().getPorts().getBindings();
    List<ContainerRequest.Port> published = new ArrayList<>();
    all.forEach((port, bindings) -> {
      for (Ports.Binding binding : bindings == null ? new Ports.Binding[0] : bindings) {
        published.add(
            new ContainerRequest.Port(
                binding.getHostIp(),
                Integer.parseInt(binding.getHostPortSpec()),
                port.getPort(),
                port.getProtocol() == InternetProtocol.UDP));
      }
    });
    return published;
  }

  /**
   * Waits for the end, and for the last lines; an interruption ends the waiting, not the container.
   *
   * @return the exit code; 128 + n where signal n ended it
   */
  public int await() throws IOException, InterruptedException {
    try (End end = new End()) {
      client.waitContainerCmd(id).exec(end);
      end.awaitCompletion();
      if (log != null) {
        log.awaitCompletion(LAST_LINES_SECONDS, TimeUnit.SECONDS);
      }
      return exitCode().orElse(end.code);
    } catch (DockerException e) {
      throw failures.refused("watch the container", id, e);
    } catch (RuntimeException e) {
      throw interruption(e);
    }
  }

  /**
   * An interruption of the thread, which the transport says in one way where it waits for a
   * connection and in another where it uses one; anything else is thrown as it is.
   */
  static InterruptedException interruption(RuntimeException thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof CancellationException || cause instanceof ClosedByInterruptException) {
        // The exception says it from here on.
        Thread.interrupted();
        InterruptedException interrupted = new InterruptedException("interrupted in the transport");
        interrupted.initCause(thrown);
        return interrupted;
      }
    }
    throw thrown;
  }

  /** Asks it to end (SIGTERM, or the image's own signal), and kills it after {@code grace}. */
  public void stop(Duration grace) {
    try {
      client.stopContainerCmd(id).withTimeout(Math.toIntExact(grace.toSeconds())).exec();
    } catch (NotModifiedException | NotFoundException e) {
      // It has ended by itself.
    } catch (DockerException e) {
      throw failures.refused("stop the container", id, e);
    }
  }

  /** Removes it, running or not, whatever was asked; a failure is not worth hiding another. */
  void discard() {
    // A thread that was interrupted has to clean up too.
    boolean interrupted = Thread.interrupted();
    try {
      client.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec();
    } catch (DockerException e) {
      // It is gone, or the engine is.
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    // A thread that was interrupted has to clean up too.
    boolean interrupted = Thread.interrupted();
    try {
      if (keep) {
        stop(Duration.ZERO);
      } else {
        client.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec();
      }
    } catch (NotFoundException e) {
      // Somebody else removed it.
    } catch (DockerException e) {
      throw failures.refused("remove the container", id, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Hears the exit code. */
  private static final class End extends ResultCallback.Adapter<WaitResponse> {
    private volatile int code;

    @Override
    public void onNext(WaitResponse response) {
      code = response.getStatusCode();
    }
  }
}
