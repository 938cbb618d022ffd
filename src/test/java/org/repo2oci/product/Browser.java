package org.repo2oci.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** Chromium without a window, driven by the WebDriver protocol. */
final class Browser implements AutoCloseable {
  /** Where CI finds them. */
  private static final Path PICTURES = Path.of("target/pictures");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CAPABILITIES =
      """
      {"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--window-size=1400,1200"]}}}}
      """;

  private final Process driver;
  private final URI session;

  private Browser(Process driver, URI session) {
    this.driver = driver;
    this.session = session;
  }

  static Browser start(Path folder) throws Exception {
    int port = LocalRegistry.freePort();
    Process driver =
        Command.of("chromedriver", "--port=" + port)
            .start(folder.resolve("driver.out"), folder.resolve("driver.err"));
    URI top = URI.create("http://127.0.0.1:%d/session".formatted(port));
    Http.await(top.resolve("/status"), 200);
    String answer = Http.post(top, CAPABILITIES);
    String id = JSON.readTree(answer).path("value").path("sessionId").asText();
    return new Browser(driver, URI.create(top + "/" + id + "/"));
  }

  void open(String url) throws IOException, InterruptedException {
    post("url", JSON.createObjectNode().put("url", url));
  }

  /** The value of a script's {@code return}. */
  JsonNode script(String script) throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("script", script);
    body.putArray("args");
    return post("execute/sync", body);
  }

  /** Runs a script until what it returns is true. */
  void await(String what, String script) throws IOException, InterruptedException {
    for (int i = 0; i < 450; i++) {
      if (script(script).asBoolean()) {
        return;
      }
      Thread.sleep(200);
    }
    throw new AssertionError(
        what + " did not come; the page says: " + script("return document.body.innerText"));
  }

  /** Keeps a picture of the page, to be looked at by people. */
  void picture(String name) throws IOException, InterruptedException {
    String answer = Http.send(HttpRequest.newBuilder(session.resolve("screenshot")).build()).body();
    byte[] png = Base64.getDecoder().decode(JSON.readTree(answer).path("value").asText());
    Files.write(Files.createDirectories(PICTURES).resolve(name + ".png"), png);
  }

  private JsonNode post(String path, ObjectNode body) throws IOException, InterruptedException {
    return JSON.readTree(Http.post(session.resolve(path), body.toString())).path("value");
  }

  @Override
  public void close() throws IOException {
    URI whole = URI.create(session.toString().replaceFirst("/$", ""));
    try {
      Http.send(HttpRequest.newBuilder(whole).DELETE().build());
      driver.destroy();
      driver.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
