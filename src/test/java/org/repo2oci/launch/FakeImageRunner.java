package org.repo2oci.launch;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Runs no image: a server in this process answers as the test says, or nothing does. */
final class FakeImageRunner implements ImageRunner {
  final List<ImageRun> runs = new ArrayList<>();
  final List<String> asked = new ArrayList<>();
  final Map<String, String> texts = new HashMap<>();
  final List<String> authorizations = new ArrayList<>();
  @Nullable Behaviour behaviour;
  boolean closed;
  @Nullable Duration grace;
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile int exitCode;
  private @Nullable HttpServer server;

  /** What a program does once it runs; called in a thread of its own. */
  interface Behaviour {
    void run(FakeImageRunner server, ImageRun run) throws Exception;
  }

  /** The status of an answer. */
  interface Answers {
    int status(String path, int count);
  }

  @Override
  public Listening listening(PublishedPort wanted) {
    return new Listening("0.0.0.0", wanted.container());
  }

  @Override
  public RunningImage start(ImageRun run) {
    runs.add(run);
    Behaviour program = behaviour;
    if (program != null) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              program.run(this, run);
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
    }
    return new Running();
  }

  /** Listens on the run's port. */
  void serve(ImageRun run, Answers answers) throws IOException {
    int port = run.server().orElseThrow().host();
    HttpServer made =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
    made.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          int count;
          synchronized (asked) {
            asked.add(path);
            authorizations.add(
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            count = asked.size();
          }
          byte[] text = texts.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(
              answers.status(path, count), text.length == 0 ? -1 : text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    made.setExecutor(command -> Thread.ofVirtual().start(command));
    made.start();
    server = made;
  }

  /** The program ends by itself. */
  void exit(int code) {
    exitCode = code;
    end.countDown();
  }

  private final class Running implements RunningImage {
    @Override
    public boolean isRunning() {
      return end.getCount() > 0;
    }

    @Override
    public int await() throws InterruptedException {
      end.await();
      return exitCode;
    }

    @Override
    public void stop(Duration given) {
      grace = given;
      exit(143);
    }

    @Override
    public void close() {
      closed = true;
      HttpServer made = server;
      if (made != null) {
        made.stop(0);
      }
    }
  }
}
