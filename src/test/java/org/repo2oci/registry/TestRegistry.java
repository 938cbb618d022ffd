package org.repo2oci.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.image.Digest;

/**
 * An OCI registry inside the test's own process, on loopback: logins, mounts, chunked uploads,
 * resuming, and faults on request. It refuses a manifest whose blobs it has not got.
 */
public final class TestRegistry implements AutoCloseable {
  /** How it wants to know who asks. */
  public enum Access {
    OPEN,
    BASIC,
    BEARER
  }

  /** What goes wrong. */
  public sealed interface Trouble {
    /** This status instead of the answer. */
    record Status(int code, Map<String, String> headers, String body) implements Trouble {
      public Status(int code) {
        this(code, Map.of(), "");
      }
    }

    /** The connection ends after this many bytes of the request's body, which are kept. */
    record Drop(int after) implements Trouble {}

    /** The answer ends after this many bytes of its body. */
    record Truncate(int after) implements Trouble {}

    /** The answer comes late. */
    record Delay(long millis) implements Trouble {}

    /** The answer's body has one wrong byte. */
    record Corrupt() implements Trouble {}

    /** The answer names another digest. */
    record OtherDigest() implements Trouble {}

    /** What was asked is done, and the connection ends before the answer. */
    record LostAnswer() implements Trouble {}
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PATH =
      Pattern.compile("/v2/(.+)/(blobs/uploads|blobs|manifests)/([^/]*)");
  private static final String TOKEN = "token-";

  private final HttpServer server;
  private final Access access;
  private final Map<String, Repository> repositories = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final AtomicInteger tokens = new AtomicInteger();
  private final AtomicInteger uploads = new AtomicInteger();
  private final Set<HttpExchange> running = ConcurrentHashMap.newKeySet();
  private final AtomicInteger most = new AtomicInteger();
  private volatile int oldestToken = 1;
  private volatile boolean creates = true;
  private volatile int firstFault;
  private volatile int lastFault;
  private volatile Trouble faultThere = new Trouble.Delay(0);
  private volatile int limitPerSecond;
  private volatile int limitBurst;
  private volatile int tokenLife;
  private double inBucket;
  private long bucketTime;
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger served = new AtomicInteger();
  private final List<Meanwhile> meanwhile = new CopyOnWriteArrayList<>();

  private record Meanwhile(Pattern request, Runnable work, AtomicInteger left) {}

  private record Fault(Pattern request, Trouble trouble, AtomicInteger left) {}

  private record Stored(String mediaType, byte[] bytes) {}

  private static final class Repository {
    private final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, Stored> manifests = new ConcurrentHashMap<>();
    private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();
  }

  public TestRegistry() throws IOException {
    this(Access.OPEN);
  }

  /** With a login, the user is {@code me} and the password {@code secret}. */
  public TestRegistry(Access access) throws IOException {
    this.access = access;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  /** Host and port, as in an image's name. */
  public String host() {
    return "localhost:" + server.getAddress().getPort();
  }

  /**
   * Makes requests go wrong.
   *
   * @param request a pattern found in {@code METHOD /path?query}
   * @param times how many of them
   */
  public TestRegistry fault(String request, int times, Trouble trouble) {
    faults.add(new Fault(Pattern.compile(request), trouble, new AtomicInteger(times)));
    return this;
  }

  /** Makes one request go wrong: that of this number, counted from 1. */
  public TestRegistry faultAt(int number, Trouble trouble) {
    return faultAt(number, 1, trouble);
  }

  /**
   * Makes one request go wrong.
   *
   * @param number of the request, the first is 1
   * @param times it and so many after it
   */
  public TestRegistry faultAt(int number, int times, Trouble trouble) {
    firstFault = number;
    lastFault = number + times - 1;
    faultThere = trouble;
    return this;
  }

  /** Answers 429 to what is more than so many blob requests a second, after a first burst. */
  public TestRegistry limit(int perSecond, int burst) {
    limitPerSecond = perSecond;
    limitBurst = burst;
    return this;
  }

  /** How many requests were refused for their number. */
  public int refused() {
    return refused.get();
  }

  /** Does something of somebody else's before it serves requests, so many times. */
  public TestRegistry before(String request, int times, Runnable somethingElse) {
    meanwhile.add(new Meanwhile(Pattern.compile(request), somethingElse, new AtomicInteger(times)));
    return this;
  }

  /** Voids all tokens after each so many requests. */
  public TestRegistry expireTokensEvery(int requests) {
    tokenLife = requests;
    return this;
  }

  /** Repositories have to be there before they are pushed to, as on some registries. */
  public TestRegistry withoutCreation() {
    creates = false;
    return this;
  }

  /** Makes every token that was given so far void. */
  public void expireTokens() {
    oldestToken = tokens.get() + 1;
  }

  /** Every request in its order, as {@code METHOD /path?query}. */
  public List<String> requests() {
    return requests;
  }

  public long count(String request) {
    Pattern pattern = Pattern.compile(request);
    return requests.stream().filter(line -> pattern.matcher(line).find()).count();
  }

  /** How many requests ran at once at most. */
  public int most() {
    return most.get();
  }

  public void addBlob(String repository, byte[] content) {
    repository(repository).blobs.put(Digest.of(content), content);
  }

  public void removeBlob(String repository, Digest digest) {
    repository(repository).blobs.remove(digest);
  }

  /** Other bytes under the digest of a blob, as a broken disk has them. */
  public void damageBlob(String repository, Digest digest, byte[] bytes) {
    repository(repository).blobs.put(digest, bytes);
  }

  public boolean hasBlob(String repository, Digest digest) {
    return repository(repository).blobs.containsKey(digest);
  }

  public void addManifest(String repository, String name, String mediaType, byte[] bytes) {
    Stored stored = new Stored(mediaType, bytes);
    repository(repository).manifests.put(name, stored);
    repository(repository).manifests.put(Digest.of(bytes).toString(), stored);
  }

  /** The bytes under a tag or a digest. */
  public Optional<byte[]> manifest(String repository, String name) {
    return Optional.ofNullable(repository(repository).manifests.get(name)).map(Stored::bytes);
  }

  /** The names that a repository has, digests left out. */
  public Set<String> tags(String repository) {
    Set<String> tags = new java.util.TreeSet<>(repository(repository).manifests.keySet());
    tags.removeIf(name -> name.startsWith("sha256:"));
    return tags;
  }

  /** Whether all that the tags of a repository name is there, byte for byte. */
  public boolean isWhole(String repository) throws IOException {
    Repository content = repository(repository);
    for (String tag : tags(repository)) {
      JsonNode manifest = JSON.readTree(manifest(repository, tag).orElseThrow());
      for (Digest digest : blobsOf(manifest)) {
        byte[] blob = content.blobs.get(digest);
        if (blob == null || !Digest.of(blob).equals(digest)) {
          return false;
        }
      }
    }
    return true;
  }

  private static List<Digest> blobsOf(JsonNode manifest) {
    List<Digest> digests = new ArrayList<>();
    if (manifest.has("config")) {
      digests.add(Digest.parse(manifest.path("config").path("digest").asText()));
    }
    manifest
        .path("layers")
        .forEach(layer -> digests.add(Digest.parse(layer.path("digest").asText())));
    return digests;
  }

  private Repository repository(String name) {
    return repositories.computeIfAbsent(name, _ -> new Repository());
  }

  private void serve(HttpExchange exchange) throws IOException {
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    requests.add(line);
    running.add(exchange);
    most.accumulateAndGet(running.size(), Math::max);
    int number = served.incrementAndGet();
    if (tokenLife > 0 && number % tokenLife == 0) {
      expireTokens();
    }
    for (Meanwhile one : meanwhile) {
      if (one.request().matcher(line).find() && one.left().getAndDecrement() > 0) {
        one.work().run();
      }
    }
    try (exchange) {
      if (line.contains("/blobs/") && isTooMuch()) {
        refused.incrementAndGet();
        exchange.getRequestBody().readAllBytes();
        error(exchange, 429, "TOOMANYREQUESTS", Optional.empty());
        return;
      }
      Optional<Trouble> trouble =
          number >= firstFault && number <= lastFault ? Optional.of(faultThere) : troubleOf(line);
      answer(exchange, trouble);
    } finally {
      running.remove(exchange);
    }
  }

  /** A bucket that leaks, as nginx has it. */
  private synchronized boolean isTooMuch() {
    if (limitPerSecond == 0) {
      return false;
    }
    long now = System.nanoTime();
    inBucket = Math.max(0, inBucket - (now - bucketTime) / 1e9 * limitPerSecond);
    bucketTime = now;
    if (inBucket >= limitBurst) {
      return true;
    }
    inBucket++;
    return false;
  }

  private Optional<Trouble> troubleOf(String line) {
    for (Fault fault : faults) {
      if (fault.request().matcher(line).find() && fault.left().getAndDecrement() > 0) {
        return Optional.of(fault.trouble());
      }
    }
    return Optional.empty();
  }

  private void answer(HttpExchange exchange, Optional<Trouble> trouble) throws IOException {
    if (trouble.orElse(null) instanceof Trouble.Status status) {
      exchange.getRequestBody().readAllBytes();
      status.headers().forEach(exchange.getResponseHeaders()::set);
      send(exchange, status.code(), status.body().getBytes(StandardCharsets.UTF_8), trouble);
      return;
    }
    if (trouble.orElse(null) instanceof Trouble.Delay delay) {
      pause(delay.millis());
    }
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/token")) {
      token(exchange);
      return;
    }
    if (!isKnown(exchange)) {
      exchange.getRequestBody().readAllBytes();
      demandLogin(exchange);
      return;
    }
    Matcher matcher = PATH.matcher(path);
    if (path.endsWith("/tags/list")) {
      tagList(exchange, path.substring("/v2/".length(), path.length() - "/tags/list".length()));
    } else if (path.equals("/v2/")) {
      send(exchange, 200, new byte[0], trouble);
    } else if (!matcher.matches()) {
      error(exchange, 404, "NAME_UNKNOWN", trouble);
    } else if (!creates && !repositories.containsKey(matcher.group(1))) {
      exchange.getRequestBody().readAllBytes();
      error(exchange, 404, "NAME_UNKNOWN", trouble);
    } else {
      String name = matcher.group(3);
      switch (matcher.group(2)) {
        case "manifests" -> manifest(exchange, matcher.group(1), name, trouble);
        case "blobs" -> blob(exchange, matcher.group(1), name, trouble);
        default -> upload(exchange, matcher.group(1), name, trouble);
      }
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isKnown(HttpExchange exchange) {
    String given =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("");
    return switch (access) {
      case OPEN -> true;
      case BASIC -> given.equals(login());
      case BEARER ->
          given.startsWith("Bearer " + TOKEN)
              && Integer.parseInt(given.substring(("Bearer " + TOKEN).length())) >= oldestToken;
    };
  }

  private static String login() {
    return "Basic "
        + Base64.getEncoder().encodeToString("me:secret".getBytes(StandardCharsets.UTF_8));
  }

  private void demandLogin(HttpExchange exchange) throws IOException {
    String demand =
        access == Access.BASIC
            ? "Basic realm=\"test\""
            : "Bearer realm=\"http://%s/token\",service=\"test\"".formatted(host());
    exchange.getResponseHeaders().set("WWW-Authenticate", demand);
    error(exchange, 401, "UNAUTHORIZED", Optional.empty());
  }

  private void token(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean refreshed = form.contains("refresh_token=identity") && form.contains("scope=repo");
    if (!refreshed && !login().equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      error(exchange, 401, "UNAUTHORIZED", Optional.empty());
      return;
    }
    String body =
        "{\"token\":\"%s%d\",\"expires_in\":300}".formatted(TOKEN, tokens.incrementAndGet());
    send(exchange, 200, body.getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  private void manifest(
      HttpExchange exchange, String repository, String name, Optional<Trouble> trouble)
      throws IOException {
    Repository content = repository(repository);
    if (exchange.getRequestMethod().equals("PUT")) {
      byte[] bytes = exchange.getRequestBody().readAllBytes();
      for (Digest digest : blobsOf(JSON.readTree(bytes))) {
        if (!content.blobs.containsKey(digest)) {
          error(exchange, 404, "MANIFEST_BLOB_UNKNOWN", digest.toString(), trouble);
          return;
        }
      }
      addManifest(repository, name, exchange.getRequestHeaders().getFirst("Content-Type"), bytes);
      exchange.getResponseHeaders().set("Docker-Content-Digest", digest(bytes, trouble));
      send(exchange, 201, new byte[0], trouble);
      return;
    }
    if (exchange.getRequestMethod().equals("DELETE")) {
      delete(exchange, content, name, trouble);
      return;
    }
    Stored stored = content.manifests.get(name);
    if (stored == null) {
      error(exchange, 404, "MANIFEST_UNKNOWN", trouble);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", stored.mediaType());
    exchange.getResponseHeaders().set("Docker-Content-Digest", digest(stored.bytes(), trouble));
    send(exchange, 200, stored.bytes(), trouble);
  }

  /** In pages of two, as if there were many. */
  private void tagList(HttpExchange exchange, String repository) throws IOException {
    List<String> tags = new ArrayList<>(tags(repository));
    String last = query(exchange).getOrDefault("last", "");
    tags.removeIf(tag -> tag.compareTo(last) <= 0);
    if (tags.size() > 2) {
      tags = tags.subList(0, 2);
      exchange
          .getResponseHeaders()
          .set(
              "Link",
              "</v2/%s/tags/list?n=2&last=%s>; rel=\"next\"".formatted(repository, tags.get(1)));
    }
    send(
        exchange,
        200,
        JSON.writeValueAsBytes(Map.of("name", repository, "tags", tags)),
        Optional.empty());
  }

  private void delete(
      HttpExchange exchange, Repository content, String digest, Optional<Trouble> trouble)
      throws IOException {
    Stored gone = content.manifests.get(digest);
    if (gone == null) {
      error(exchange, 404, "MANIFEST_UNKNOWN", trouble);
      return;
    }
    content.manifests.values().removeIf(one -> Arrays.equals(one.bytes(), gone.bytes()));
    send(exchange, 202, new byte[0], trouble);
  }

  private static String digest(byte[] bytes, Optional<Trouble> trouble) {
    return trouble.orElse(null) instanceof Trouble.OtherDigest
        ? new Digest("0".repeat(64)).toString()
        : Digest.of(bytes).toString();
  }

  private void blob(
      HttpExchange exchange, String repository, String name, Optional<Trouble> trouble)
      throws IOException {
    byte[] blob = repository(repository).blobs.get(Digest.parse(name));
    if (blob == null) {
      error(exchange, 404, "BLOB_UNKNOWN", trouble);
      return;
    }
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null) {
      send(exchange, 200, blob, trouble);
      return;
    }
    int from = Integer.parseInt(range.replaceAll("\\D", ""));
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes %d-%d/%d".formatted(from, blob.length - 1, blob.length));
    send(exchange, 206, Arrays.copyOfRange(blob, from, blob.length), trouble);
  }

  private void upload(
      HttpExchange exchange, String repository, String id, Optional<Trouble> trouble)
      throws IOException {
    Repository content = repository(repository);
    Map<String, String> query = query(exchange);
    Headers headers = exchange.getResponseHeaders();
    if (exchange.getRequestMethod().equals("POST")) {
      Digest mount =
          query.containsKey("mount") ? Digest.parse(query.getOrDefault("mount", "")) : null;
      byte[] there =
          mount == null ? null : repository(query.getOrDefault("from", "")).blobs.get(mount);
      if (mount != null && there != null) {
        content.blobs.put(mount, there);
        send(exchange, 201, new byte[0], trouble);
        return;
      }
      String fresh = Integer.toString(uploads.incrementAndGet());
      content.uploads.put(fresh, new ByteArrayOutputStream());
      headers.set("Location", "/v2/%s/blobs/uploads/%s?state=secret".formatted(repository, fresh));
      send(exchange, 202, new byte[0], trouble);
      return;
    }
    ByteArrayOutputStream upload = content.uploads.get(id);
    if (upload == null) {
      exchange.getRequestBody().readAllBytes();
      error(exchange, 404, "BLOB_UPLOAD_UNKNOWN", trouble);
      return;
    }
    receive(exchange, upload, trouble);
    headers.set("Location", exchange.getRequestURI().toString());
    headers.set("Range", "0-" + Math.max(0, upload.size() - 1));
    switch (exchange.getRequestMethod()) {
      case "GET" -> send(exchange, 204, new byte[0], trouble);
      case "PATCH" -> send(exchange, 202, new byte[0], trouble);
      default ->
          finish(
              exchange,
              content,
              id,
              upload,
              Digest.parse(query.getOrDefault("digest", "")),
              trouble);
    }
  }

  private static void receive(
      HttpExchange exchange, ByteArrayOutputStream upload, Optional<Trouble> trouble)
      throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Content-Range");
    if (range != null && !range.startsWith(upload.size() + "-")) {
      throw new IOException("a piece that does not follow: " + range);
    }
    InputStream body = exchange.getRequestBody();
    if (trouble.orElse(null) instanceof Trouble.Drop drop) {
      upload.write(body.readNBytes(drop.after()));
      throw new IOException("a test drops the connection");
    }
    body.transferTo(upload);
  }

  private void finish(
      HttpExchange exchange,
      Repository content,
      String id,
      ByteArrayOutputStream upload,
      Digest digest,
      Optional<Trouble> trouble)
      throws IOException {
    byte[] bytes = upload.toByteArray();
    content.uploads.remove(id);
    if (!Digest.of(bytes).equals(digest)) {
      error(exchange, 400, "DIGEST_INVALID", trouble);
      return;
    }
    content.blobs.put(digest, bytes);
    exchange.getResponseHeaders().set("Docker-Content-Digest", digest(bytes, trouble));
    send(exchange, 201, new byte[0], trouble);
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    String text = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        query.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  private void error(HttpExchange exchange, int status, String code, Optional<Trouble> trouble)
      throws IOException {
    error(exchange, status, code, "", trouble);
  }

  private void error(
      HttpExchange exchange, int status, String code, String detail, Optional<Trouble> trouble)
      throws IOException {
    String body =
        "{\"errors\":[{\"code\":\"%s\",\"message\":\"the test says no\",\"detail\":\"%s\"}]}"
            .formatted(code, detail);
    send(exchange, status, body.getBytes(StandardCharsets.UTF_8), trouble);
  }

  private void send(HttpExchange exchange, int status, byte[] body, Optional<Trouble> trouble)
      throws IOException {
    if (trouble.orElse(null) instanceof Trouble.LostAnswer) {
      throw new IOException("a test drops the connection");
    }
    byte[] sent = body.clone();
    if (trouble.orElse(null) instanceof Trouble.Corrupt && sent.length > 0) {
      sent[sent.length / 2] ^= 1;
    }
    // Before the answer: who has it may ask for the next one at once.
    running.remove(exchange);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(sent.length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, sent.length == 0 ? -1 : sent.length);
    if (trouble.orElse(null) instanceof Trouble.Truncate truncate) {
      exchange.getResponseBody().write(sent, 0, Math.min(truncate.after(), sent.length));
      exchange.getResponseBody().flush();
      throw new IOException("a test cuts the answer");
    }
    if (sent.length > 0) {
      exchange.getResponseBody().write(sent);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
