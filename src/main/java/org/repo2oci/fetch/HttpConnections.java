package org.repo2oci.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One pooled HTTP client with the machine's proxies and authorities. It is opened at the first
 * request, so that a build that needs nothing pays nothing. Redirects are left to the caller, who
 * knows which headers may follow them.
 */
public final class HttpConnections implements AutoCloseable {
  private final NetworkSettings settings;
  private final ProxyRules proxies;
  private final ReentrantLock opening = new ReentrantLock();
  private volatile @Nullable HttpClient client;

  public HttpConnections(NetworkSettings settings) {
    this.settings = settings;
    this.proxies = new ProxyRules(settings);
  }

  public NetworkSettings settings() {
    return settings;
  }

  /** A request to be completed; the login of its proxy is in it already. */
  public HttpRequest.Builder request(URI uri) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(Uris.withoutUserInfo(uri)).header("User-Agent", "repo2oci");
    if (!"https".equalsIgnoreCase(uri.getScheme())) {
      // An offer to upgrade to HTTP/2 confuses old servers, and no registry takes it.
      builder.version(HttpClient.Version.HTTP_1_1);
    }
    proxies
        .proxy(uri)
        .flatMap(Login::in)
        .ifPresent(login -> builder.header("Proxy-Authorization", login.header()));
    return builder;
  }

  /** Sends, and gives the response when its headers are there; the caller closes the body. */
  public HttpResponse<InputStream> send(HttpRequest request)
      throws IOException, InterruptedException {
    return client().send(request, HttpResponse.BodyHandlers.ofInputStream());
  }

  /** The client itself, for requests whose body has to be watched. */
  public HttpClient client() {
    HttpClient open = client;
    if (open != null) {
      return open;
    }
    opening.lock();
    try {
      HttpClient now = client;
      if (now == null) {
        now = open();
        client = now;
      }
      return now;
    } finally {
      opening.unlock();
    }
  }

  private HttpClient open() {
    // The JDK does not send a basic login to a proxy for HTTPS unless it is told that it may.
    if (System.getProperty("jdk.http.auth.tunneling.disabledSchemes") == null) {
      System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    }
    return HttpClient.newBuilder()
        .connectTimeout(settings.connectTimeout())
        .followRedirects(HttpClient.Redirect.NEVER)
        .proxy(proxies)
        .sslContext(CaBundle.context(settings.caBundle()))
        .executor(Executors.newVirtualThreadPerTaskExecutor())
        .build();
  }

  @Override
  public void close() {
    HttpClient open = client;
    if (open != null) {
      open.shutdownNow();
    }
  }
}
