package org.repo2oci.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.engine.Engine;
import org.repo2oci.engine.ImageLoad;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageConfigJson;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Manifest;
import org.repo2oci.image.ManifestJson;
import org.repo2oci.image.MediaType;
import org.repo2oci.output.FinishedImage;
import org.repo2oci.output.ImageWriter;
import org.repo2oci.store.FakeStore;

/** A real server in a container of a real Docker Engine. */
@Tag("e2e")
@Timeout(180)
class EngineLaunchE2eTest {
  private static final ImageReference NAME = ImageReference.parse("deliver-e2e/launch:1");

  @TempDir private Path folder;
  private Engine engine;

  @BeforeEach
  void begin() {
    assumeTrue(
        Files.isExecutable(PythonImage.PYTHON), "the image is made of this machine's Python");
    try {
      engine = Engine.connect(System.getenv(), Optional.empty());
    } catch (BuildFailure e) {
      abort("no Docker Engine runs here: " + e.message());
    }
  }

  @AfterEach
  void end() throws Exception {
    if (engine != null) {
      engine.remove(List.of(NAME));
      engine.close();
    }
  }

  private LaunchRequest load(String... command) throws Exception {
    FakeStore store = new FakeStore(Files.createDirectory(folder.resolve("store")));
    LaunchImage image = PythonImage.write(store, List.of(command));
    List<Descriptor> layers = new ArrayList<>();
    for (Path file : image.layers()) {
      layers.add(
          new Descriptor(
              MediaType.OCI_LAYER_GZIP, Digest.of(Files.readAllBytes(file)), Files.size(file)));
    }
    byte[] config = ImageConfigJson.write(image.config());
    byte[] manifest =
        ManifestJson.write(
            new Manifest(
                MediaType.OCI_MANIFEST,
                new Descriptor(MediaType.OCI_CONFIG, Digest.of(config), config.length),
                layers,
                Map.of()));
    FinishedImage finished =
        FinishedImage.of(
            manifest, config, layer -> store.blob(layer.digest()).orElseThrow().file());
    engine.load(
        new ImageLoad(
            Set.of(Digest.of(config)),
            image.config().diffIds(),
            List.of(NAME),
            out ->
                new ImageWriter(EventSink.none())
                    .writeDockerArchive(finished, List.of(NAME), "engine", out)));
    return LaunchRequest.of(new LaunchImage(NAME.toString(), image.config(), image.layers()));
  }

  private static Launcher launcher() {
    EngineRunner runner = new EngineRunner(System.getenv(), Optional.empty(), EventSink.none());
    return new Launcher(runner, LaunchTimes.usual(), EventSink.none());
  }

  private static String containers() throws Exception {
    Process docker =
        new ProcessBuilder("docker", "ps", "-aq", "--filter", "ancestor=" + NAME).start();
    return new String(docker.getInputStream().readAllBytes(), UTF_8);
  }

  @Test
  void answersUntilItIsAskedToEnd() throws Exception {
    LaunchRequest request = load("jupyter-lab");
    LinkedBlockingQueue<List<Page>> ready = new LinkedBlockingQueue<>();
    FutureTask<LaunchEnd> launch = new FutureTask<>(() -> launcher().launch(request, ready::add));
    Thread thread = new Thread(launch);
    thread.start();

    List<Page> pages = ready.poll(60, TimeUnit.SECONDS);

    assertThat(pages).isNotEmpty();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest page = HttpRequest.newBuilder(pages.getFirst().address()).build();
      assertThat(client.send(page, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
    }
    assertThat(containers()).isNotEmpty();
    thread.interrupt();
    assertThat(launch.get(60, TimeUnit.SECONDS).asked()).isTrue();
    assertThat(containers()).isEmpty();
  }

  @Test
  void anEmptyFolderMayLieOverTheHomeAndTheContainerMayBeKept() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    Files.setAttribute(home, "unix:mode", 0777);
    LaunchRequest request =
        load("jupyter-lab")
            .withCommand(List.of("python3", "-c", "open('new', 'w').write('hello')"))
            .withFolders(Map.of(home, "/home/jovyan"))
            .withKeep(true);
    try {
      assertThat(launcher().launch(request, _ -> {})).isEqualTo(new LaunchEnd(0, false));

      assertThat(home.resolve("new")).hasContent("hello");
      assertThat(containers().lines()).hasSize(1);
    } finally {
      for (String id : containers().lines().toList()) {
        new ProcessBuilder("docker", "rm", "-f", id).start().waitFor();
      }
    }
  }

  @Test
  void aServerAnswersUnderAnotherNumber() throws Exception {
    int port = LocalPort.free();
    LaunchRequest request =
        load("jupyter-lab").withPublishing(published("127.0.0.1:%d:8888".formatted(port)));
    LinkedBlockingQueue<String> answer = new LinkedBlockingQueue<>();
    Thread thread =
        new Thread(() -> {
          try {
            launcher().launch(request, pages -> answer.add(status(pages.getFirst().address())));
          } catch (Exception e) {
            answer.add(e.toString());
          }
        });
    thread.start();

    assertThat(answer.poll(60, TimeUnit.SECONDS)).isEqualTo("200 of " + port);
    thread.interrupt();
    thread.join(60_000);
    assertThat(containers()).isEmpty();
  }

  @Test
  void portsOfTcpAndUdpArePublishedForACommand() throws Exception {
    int tcp = LocalPort.free();
    int udp = LocalPort.free();
    String echo =
        """
        import socket
        tcp = socket.create_server(("0.0.0.0", 8000))
        udp = socket.socket(type=socket.SOCK_DGRAM)
        udp.bind(("0.0.0.0", 5000))
        print("listening", flush=True)
        data, peer = udp.recvfrom(99)
        udp.sendto(b"udp " + data, peer)
        tcp.accept()[0].sendall(b"tcp")
        """;
    LaunchRequest request =
        load("jupyter-lab")
            .withCommand(List.of("python3", "-c", echo))
            .withPublishing(
                new Publishing(
                    List.of(
                        PublishedPort.parse("%d:8000".formatted(tcp)),
                        PublishedPort.parse("127.0.0.1:%d:5000/udp".formatted(udp))),
                    true));
    List<BuildEvent> events = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch listening = new CountDownLatch(1);
    EventSink sink =
        event -> {
          events.add(event);
          if (event.toString().contains("listening")) {
            listening.countDown();
          }
        };
    EngineRunner runner = new EngineRunner(System.getenv(), Optional.empty(), sink);
    FutureTask<LaunchEnd> launch =
        new FutureTask<>(
            () -> new Launcher(runner, LaunchTimes.usual(), sink).launch(request, _ -> {}));
    new Thread(launch).start();
    assertThat(listening.await(60, TimeUnit.SECONDS)).isTrue();

    try (DatagramSocket socket = new DatagramSocket()) {
      InetAddress here = InetAddress.ofLiteral("127.0.0.1");
      byte[] word = "word".getBytes(UTF_8);
      socket.setSoTimeout(20_000);
      socket.send(new DatagramPacket(word, word.length, here, udp));
      DatagramPacket answer = new DatagramPacket(new byte[99], 99);
      socket.receive(answer);
      assertThat(new String(answer.getData(), 0, answer.getLength(), UTF_8)).isEqualTo("udp word");
    }
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), tcp)) {
      assertThat(socket.getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("tcp");
    }
    assertThat(launch.get(60, TimeUnit.SECONDS)).isEqualTo(new LaunchEnd(0, false));
    assertThat(events.stream().map(BuildEvent::toString))
        .anyMatch(line -> line.contains("Port 8000 of the image is reached at 0.0.0.0:" + tcp))
        .anyMatch(
            line -> line.contains("Port 5000/udp of the image is reached at 127.0.0.1:" + udp));
  }

  private static Publishing published(String text) {
    return new Publishing(List.of(PublishedPort.parse(text)), false);
  }

  private static String status(URI address) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
              .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
              .statusCode()
          + " of "
          + address.getPort();
    } catch (IOException | InterruptedException e) {
      return e.toString();
    }
  }

  @Test
  void givesTheExitCodeOfACommand() throws Exception {
    LaunchRequest request = load("jupyter-lab").withCommand(List.of("bash", "-c", "exit 9"));

    assertThat(launcher().launch(request, _ -> {})).isEqualTo(new LaunchEnd(9, false));
    assertThat(containers()).isEmpty();
  }

  @Test
  void aServerThatEndsEarlyIsAFailure() throws Exception {
    LaunchRequest request = load("jupyter-lab", "--die");

    assertThatThrownBy(() -> launcher().launch(request, _ -> {}))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining(NAME.toString());
    assertThat(containers()).isEmpty();
  }

  @Test
  void anImageThatTheEngineLacksIsAFailure() throws Exception {
    LaunchRequest request = load("jupyter-lab");
    LaunchImage other =
        new LaunchImage("deliver-e2e/none:1", request.image().config(), request.image().layers());

    assertThatThrownBy(() -> launcher().launch(LaunchRequest.of(other), _ -> {}))
        .isInstanceOf(BuildFailure.class)
        .hasMessage("Cannot run `deliver-e2e/none:1`: the Docker Engine refused it");
  }
}
