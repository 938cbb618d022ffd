package org.repo2oci.conda.channel;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.repo2oci.conda.spec.Specs;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.fetch.HttpFetcher;
import org.repo2oci.fetch.NetworkSettings;
import org.repo2oci.fetch.RetryPolicy;
import org.repo2oci.fetch.TestServer;
import org.repo2oci.store.DiskStore;

/** A store, a fetcher and a server with channels that tests write. */
final class ChannelFixture implements AutoCloseable {
  static final String PLATFORM = "linux-64";

  final TestServer server = new TestServer();
  final DiskStore store;
  final HttpFetcher fetcher;
  final List<BuildEvent> events = new ArrayList<>();

  ChannelFixture(Path folder) throws IOException {
    store = DiskStore.open(folder.resolve("store"));
    RetryPolicy once =
        new RetryPolicy(1, Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofMillis(20));
    NetworkSettings settings =
        NetworkSettings.defaults().withTimes(Duration.ofSeconds(5), Duration.ofSeconds(20), once);
    fetcher = new HttpFetcher(settings, store, events::add);
  }

  /** A channel of the server. */
  Channel channel(String name) {
    String url = server.uri("/" + name).toString();
    return new Channel(name, url, List.of(url), Optional.empty(), Set.of());
  }

  static Channel folder(Path folder) {
    String url = folder.toUri().toString().replaceFirst("/$", "");
    return new Channel(url, url, List.of(url), Optional.empty(), Set.of());
  }

  /** Puts an index on the server, compressed. */
  ChannelFixture index(String channel, String subdir, String json) {
    server.on(
        "/%s/%s/repodata.json.zst".formatted(channel, subdir),
        Zstd.compress(json.getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  ChannelIndexes open(Channel... channels) throws IOException, InterruptedException {
    return ChannelIndexes.open(
        List.of(channels), PLATFORM, fetcher, store, new Specs(), events::add);
  }

  static Path write(Path folder, String subdir, String json) throws IOException {
    Path file = Files.createDirectories(folder.resolve(subdir)).resolve("repodata.json");
    return Files.writeString(file, json);
  }

  /** A record as JSON, with what is given added or changed. */
  static String record(String name, String version, String build, String... more) {
    return """
    {"name":"%s","version":"%s","build":"%s","build_number":0,"depends":[],"sha256":"%s"%s}\
    """
        .formatted(
            name,
            version,
            build,
            "ab".repeat(32),
            more.length == 0 ? "" : "," + String.join(",", more));
  }

  @Override
  public void close() {
    fetcher.close();
    server.close();
  }
}
