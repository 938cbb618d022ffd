package org.repo2oci.pypi.index;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Download;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.image.Digest;
import org.repo2oci.store.StoredBlob;

/**
 * Lets a program in the sandbox read the machine's indexes without seeing their logins: an HTTP
 * proxy on loopback that answers for made-up hosts, one for each index, and asks the real ones
 * itself. A build script of a stranger can read packages through it while it runs, and nothing
 * else.
 */
public final class IndexGateway implements AutoCloseable {
  /** Reserved, so that it never is a real host (RFC 2606). */
  private static final String DOMAIN = ".index.invalid";

  private static final Pattern FILE = Pattern.compile("/files/([A-Za-z0-9_-]+)/([^/]+)");
  private static final Pattern PAGE = Pattern.compile("/simple/([^/]+)/?");
  private static final Pattern LOCATION =
      Pattern.compile("http://[0-9a-f]+\\.index\\.invalid/files/([A-Za-z0-9_-]+)/.*");
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");

  private final Fetcher fetcher;
  private final List<PackageIndex> indexes;
  private final Map<String, URI> bases = new HashMap<>();
  private final Map<String, SimplePage.Link> served = new ConcurrentHashMap<>();
  private final AtomicReference<Optional<BuildFailure>> failure =
      new AtomicReference<>(Optional.empty());
  private final String token = HexFormat.of().formatHex(random());
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Starts to answer for every index and every URL of {@code find-links}. */
  public IndexGateway(Fetcher fetcher, IndexSettings settings) throws IOException {
    this.fetcher = fetcher;
    this.indexes = settings.indexes();
    indexes.forEach(
        index -> bases.put(host(index.url()), URI.create(IndexUrls.folder(index.url()))));
    settings.findLinks().stream()
        .filter(place -> place.contains("://"))
        .forEach(place -> bases.put(host(place), URI.create(place)));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private static byte[] random() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  /** The same for the same URL in every run, so that uv's cache stays of use. */
  private static String host(String url) {
    Digest digest = Digest.of(IndexUrls.withoutLogin(url).getBytes(StandardCharsets.UTF_8));
    return digest.shortened() + DOMAIN;
  }

  /** What stands for an index in the sandbox. */
  public String url(PackageIndex index) {
    return "http://" + host(index.url()) + "/simple/";
  }

  /** What stands for a page of links in the sandbox. */
  public String links(String url) {
    return "http://" + host(url) + "/links/";
  }

  /** The variables that lead a program in the sandbox here. */
  public Map<String, String> variables() {
    String proxy =
        "http://repo2oci:%s@127.0.0.1:%d".formatted(token, server.getAddress().getPort());
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("http_proxy", proxy);
    variables.put("HTTP_PROXY", proxy);
    return variables;
  }

  /** The real URL, without a login, of a file that the sandbox knows by another one. */
  public static String original(String location) {
    Matcher matcher = LOCATION.matcher(location);
    return matcher.matches()
        ? new String(Base64.getUrlDecoder().decode(matcher.group(1)), StandardCharsets.UTF_8)
        : location;
  }

  /** What an index said of a file in this run. */
  public Optional<SimplePage.Link> link(String originalUrl) {
    return Optional.ofNullable(served.get(originalUrl));
  }

  /** The first thing that went wrong on the way to an index; a package it has not is none. */
  public Optional<BuildFailure> failure() {
    return failure.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      answerOrRefuse(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answerOrRefuse(HttpExchange exchange) throws IOException, InterruptedException {
    try {
      if (!authorised(exchange)) {
        exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"repo2oci\"");
        exchange.sendResponseHeaders(407, -1);
        return;
      }
      send(exchange);
    } catch (BuildFailure refused) {
      int status = isAbsent(refused) ? 404 : 400;
      if (status != 404) {
        failure.updateAndGet(first -> first.or(() -> Optional.of(refused)));
      }
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private void send(HttpExchange exchange) throws IOException, InterruptedException {
    URI asked = exchange.getRequestURI();
    URI base = bases.get(String.valueOf(asked.getHost()));
    Matcher page = PAGE.matcher(asked.getPath());
    Matcher file = FILE.matcher(asked.getPath());
    if (base == null) {
      sendFile(exchange, asked, Optional.empty());
    } else if (file.matches()) {
      sendServed(exchange, file);
    } else if (page.matches()) {
      sendPage(exchange, asked, base.resolve(page.group(1) + "/"));
    } else {
      sendPage(exchange, asked, base);
    }
  }

  private boolean authorised(HttpExchange exchange) {
    String expected =
        Base64.getEncoder().encodeToString(("repo2oci:" + token).getBytes(StandardCharsets.UTF_8));
    return ("Basic " + expected)
        .equals(exchange.getRequestHeaders().getFirst("Proxy-Authorization"));
  }

  /** An index answers so for a package that it does not have. */
  private static boolean isAbsent(BuildFailure failure) {
    return failure.message().endsWith(": 404 Not Found")
        || failure.message().endsWith(": 410 Gone");
  }

  private void sendPage(HttpExchange exchange, URI asked, URI real)
      throws IOException, InterruptedException {
    byte[] content = fetcher.get(real, Map.of("Accept", SimplePage.ACCEPT));
    URI from = URI.create(IndexUrls.withoutLogin(real.toString()));
    StringBuilder html = new StringBuilder("<!DOCTYPE html><html><body>\n");
    for (SimplePage.Link link : SimplePage.parse(content, from).links()) {
      String url = link.url().toString();
      if (!url.matches("(?i)https?://.*")) {
        continue;
      }
      served.put(url, link);
      html.append(anchor(asked, link));
    }
    byte[] page = html.append("</body></html>\n").toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-cache");
    send(exchange, 200, page);
  }

  private static String anchor(URI asked, SimplePage.Link link) {
    String coded =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(link.url().toString().getBytes(StandardCharsets.UTF_8));
    String path = link.url().getRawPath();
    StringBuilder anchor = new StringBuilder("<a href=\"http://");
    anchor.append(asked.getHost()).append("/files/").append(coded).append('/');
    anchor.append(escaped(path.substring(path.lastIndexOf('/') + 1)));
    link.sha256().ifPresent(digest -> anchor.append("#sha256=").append(digest.hex()));
    anchor.append('"');
    link.requiresPython()
        .ifPresent(python ->
            anchor.append(" data-requires-python=\"").append(escaped(python)).append('"'));
    anchor.append(link.hasMetadata() ? " data-core-metadata=\"true\"" : "");
    anchor.append(link.yanked() ? " data-yanked=\"\"" : "");
    return anchor.append('>').append(escaped(link.filename())).append("</a>\n").toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private void sendServed(HttpExchange exchange, Matcher file)
      throws IOException, InterruptedException {
    String url = new String(Base64.getUrlDecoder().decode(file.group(1)), StandardCharsets.UTF_8);
    SimplePage.Link link = served.get(url);
    if (link == null) {
      exchange.sendResponseHeaders(403, -1);
      return;
    }
    URI real = IndexUrls.absolute(new LockedUrl(Optional.empty(), url), indexes);
    exchange.getResponseHeaders().set("Cache-Control", "max-age=31536000, immutable");
    boolean metadata =
        file.group(2).endsWith(".metadata") && !link.filename().endsWith(".metadata");
    if (metadata) {
      send(exchange, 200, fetcher.get(URI.create(real + ".metadata"), Map.of()));
    } else {
      sendFile(exchange, real, Optional.of(link));
    }
  }

  private void sendFile(HttpExchange exchange, URI real, Optional<SimplePage.Link> link)
      throws IOException, InterruptedException {
    StoredBlob blob =
        fetcher.download(
            new Download(
                Stage.RESOLVE,
                IndexUrls.fileName(real.toString()),
                real,
                link.flatMap(SimplePage.Link::sha256),
                link.flatMap(SimplePage.Link::size)));
    exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
    exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
    long start = 0;
    long end = blob.size() - 1;
    String range = String.valueOf(exchange.getRequestHeaders().getFirst("Range"));
    Matcher wanted = RANGE.matcher(range);
    boolean partial = wanted.matches() && blob.size() > 0 && !range.equals("bytes=-");
    if (partial) {
      boolean fromEnd = wanted.group(1).isEmpty();
      long last = wanted.group(2).isEmpty() ? end : Long.parseLong(wanted.group(2));
      start = fromEnd ? Math.max(0, blob.size() - last) : Long.parseLong(wanted.group(1));
      end = fromEnd ? end : Math.min(end, last);
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes %d-%d/%d".formatted(start, end, blob.size()));
    }
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", Long.toString(end - start + 1));
    }
    exchange.sendResponseHeaders(partial ? 206 : 200, head ? -1 : end - start + 1);
    if (!head) {
      try (InputStream in =
              new org.repo2oci.filetree.Content.Range(blob.file(), start, end - start + 1).open();
          OutputStream out = exchange.getResponseBody()) {
        in.transferTo(out);
      }
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
    if (!head && body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
