package org.repo2oci.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Makes a container, listens to it, and starts it: in this order no line is lost. */
record ContainerStart(DockerClient client, EngineFailures failures, ContainerRequest request) {
  private static final Map<String, String> LABELS = Map.of("org.repo2oci.launch", "true");

  /** Docker says at once that it listens; Podman only when the container has been started. */
  private static final int ATTACH_SECONDS = 2;

  RunningContainer start(Consumer<String> output) throws InterruptedException {
    String id;
    try {
      id = create();
    } catch (DockerException e) {
      throw failures.refused("run", request.image(), e);
    }
    boolean started = false;
    RunningContainer container = new RunningContainer(client, failures, id, request.keep());
    try {
      ContainerLog log = new ContainerLog(output);
      client
          .attachContainerCmd(id)
          .withStdOut(true)
          .withStdErr(true)
          .withFollowStream(true)
          .exec(log);
      log.awaitStarted(ATTACH_SECONDS, TimeUnit.SECONDS);
      client.startContainerCmd(id).exec();
      container.listen(log);
      started = true;
      return container;
    } catch (DockerException e) {
      throw failures.refused("run", request.image(), e);
    } catch (RuntimeException e) {
      throw RunningContainer.interruption(e);
    } finally {
      if (!started) {
        container.discard();
      }
    }
  }

  private String create() {
    CreateContainerCmd create =
        client
            .createContainerCmd(request.image())
            .withLabels(LABELS)
            .withEnv(
                request.environment().entrySet().stream()
                    .map(variable -> variable.getKey() + "=" + variable.getValue())
                    .toList())
            .withExposedPorts(request.ports().stream().map(ContainerStart::exposed).toList())
            .withHostConfig(hostConfig());
    if (!request.command().isEmpty()) {
      create.withCmd(request.command());
    }
    request.user().ifPresent(create::withUser);
    return create.exec().getId();
  }

  private HostConfig hostConfig() {
    List<PortBinding> ports =
        request.ports().stream()
            .map(port ->
                new PortBinding(
                    port.host() == 0
                        ? Ports.Binding.bindIp(port.address())
                        : Ports.Binding.bindIpAndPort(port.address(), port.host()),
                    exposed(port)))
            .toList();
    return HostConfig.newHostConfig()
        .withPortBindings(ports)
        .withPublishAllPorts(request.publishAll())
        .withMounts(request.mounts().stream().map(ContainerStart::mount).toList());
  }

  private static ExposedPort exposed(ContainerRequest.Port port) {
    return port.udp() ? ExposedPort.udp(port.container()) : ExposedPort.tcp(port.container());
  }

  private static Mount mount(ContainerRequest.Mount wanted) {
    return switch (wanted) {
      case ContainerRequest.Mount.Folder(var source, var target, var readOnly) ->
          new Mount()
              .withType(MountType.BIND)
              .withSource(source.toAbsolutePath().toString())
              .withTarget(target)
              .withReadOnly(readOnly);
      case ContainerRequest.Mount.Volume(var name, var target) ->
          new Mount().withType(MountType.VOLUME).withSource(name).withTarget(target);
    };
  }
}
