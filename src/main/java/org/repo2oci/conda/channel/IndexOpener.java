package org.repo2oci.conda.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Download;
import org.repo2oci.fetch.FetchFailures;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.image.Digest;
import org.repo2oci.store.Store;
import org.repo2oci.store.StoredBlob;

/**
 * Finds the index of a channel for one platform: shards, else the compressed file, else the plain.
 */
final class IndexOpener {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KIND = "conda-index";
  private static final String FORMAT = "1";
  private static final int NEWEST_VERSION = 2;
  private static final int BUFFER = 1 << 16;

  private final Fetcher fetcher;
  private final Store store;
  private final TextPool pool = new TextPool();

  IndexOpener(Fetcher fetcher, Store store) {
    this.fetcher = fetcher;
    this.store = store;
  }

  /** A file that is on this machine now, and a key that changes with it. */
  private record Local(Path file, String key) {}

  /** The index; nothing where the channel has none for this platform. */
  Optional<SubdirIndex> open(Channel channel, String subdir)
      throws IOException, InterruptedException {
    Optional<BuildFailure> failure = Optional.empty();
    for (String access : channel.accesses()) {
      try {
        Optional<SubdirIndex> found = open(channel, subdir, access + "/" + subdir + "/");
        if (found.isPresent()) {
          return found;
        }
      } catch (BuildFailure e) {
        // Another mirror may do.
        failure = failure.or(() -> Optional.of(e));
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    return Optional.empty();
  }

  private Optional<SubdirIndex> open(Channel channel, String subdir, String folder)
      throws IOException, InterruptedException {
    Optional<Local> shards = find(channel, folder + ShardedIndex.FILE, Set.of(401, 403, 404, 410));
    if (shards.isPresent()) {
      return Optional.of(sharded(channel, subdir, folder, shards.get()));
    }
    for (String file : new String[] {"repodata.json.zst", "repodata.json"}) {
      boolean last = !file.endsWith(".zst");
      Set<Integer> absent = last ? Set.of(404, 410) : Set.of(401, 403, 404, 410);
      Optional<Local> whole = find(channel, folder + file, absent);
      if (whole.isPresent()) {
        return Optional.of(scanned(channel, subdir, folder + file, whole.get()));
      }
    }
    return Optional.empty();
  }

  private Optional<Local> find(Channel channel, String url, Set<Integer> absent)
      throws IOException, InterruptedException {
    URI uri = URI.create(url);
    if ("file".equalsIgnoreCase(uri.getScheme())) {
      Path file = Path.of(uri);
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      // A copy in the store would be as large as the file; who changes a file changes its time.
      String key = "%s %d %s".formatted(file, Files.size(file), Files.getLastModifiedTime(file));
      return Optional.of(new Local(file, key));
    }
    try {
      String name = "index of " + channel;
      StoredBlob blob =
          fetcher.download(
              new Download(Stage.RESOLVE, name, uri, Optional.empty(), Optional.empty()));
      return Optional.of(new Local(blob.file(), blob.digest().hex()));
    } catch (BuildFailure e) {
      OptionalInt status = FetchFailures.statusOf(e);
      if (status.isPresent() && absent.contains(status.getAsInt())) {
        return Optional.empty();
      }
      throw ChannelFailures.unreachable(channel, e);
    }
  }

  private SubdirIndex scanned(Channel channel, String subdir, String url, Local local)
      throws IOException {
    Digest key = Digest.of((FORMAT + " " + local.key()).getBytes(StandardCharsets.UTF_8));
    try {
      Path folder = store.directory(KIND, key, empty -> scan(local.file(), empty));
      return ScannedIndex.open(folder, (info, version) -> reader(channel, subdir, info, version));
    } catch (IndexSyntaxException | EOFException | ZstdIOException e) {
      throw ChannelFailures.broken(channel, url, e);
    }
  }

  private static void scan(Path file, Path folder) throws IOException {
    try (InputStream plain = decompressed(file);
        IndexWriter writer = new IndexWriter(folder)) {
      new RepodataScanner(plain, writer).scan();
      writer.finish();
    }
  }

  /** By the first bytes: a server may have sent something else than the name promises. */
  private static InputStream decompressed(Path file) throws IOException {
    BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    in.mark(4);
    byte[] start = in.readNBytes(4);
    in.reset();
    boolean zstd =
        start.length == 4
            && (start[0] & 0xff) == 0x28
            && (start[1] & 0xff) == 0xb5
            && (start[2] & 0xff) == 0x2f
            && (start[3] & 0xff) == 0xfd;
    return zstd ? new ZstdInputStream(in) : in;
  }

  private RecordReader reader(Channel channel, String subdir, byte[] info, byte[] version)
      throws IOException {
    String written = new String(version, StandardCharsets.UTF_8).strip();
    if (!written.isEmpty() && !isKnown(written)) {
      throw ChannelFailures.tooNew(channel, written);
    }
    String base = "";
    if (info.length > 0) {
      JsonNode node = JSON.readTree(info);
      base = node.path("base_url").asText("");
    }
    return new RecordReader(subdir, base(channel, subdir, base), pool);
  }

  private static boolean isKnown(String version) {
    try {
      return Integer.parseInt(version) <= NEWEST_VERSION;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Where archives are (CEP 15): under the index's folder where it says nothing else. */
  private static String base(Channel channel, String subdir, String base) throws IOException {
    return joined(channel.url() + "/" + subdir + "/", ChannelUrls.withoutSecrets(base));
  }

  /** A URL that may be relative to a folder; with a slash at its end. */
  private static String joined(String folder, String url) throws IOException {
    if (url.isEmpty()) {
      return folder;
    }
    try {
      String whole = URI.create(folder).resolve(url).toString();
      return whole.endsWith("/") ? whole : whole + "/";
    } catch (IllegalArgumentException e) {
      throw new IndexSyntaxException("`%s` is no URL".formatted(url));
    }
  }

  private SubdirIndex sharded(Channel channel, String subdir, String folder, Local index)
      throws IOException {
    try {
      ShardedIndex.Outline outline = ShardedIndex.outline(Files.readAllBytes(index.file()));
      String shards = joined(folder, outline.shardsUrl());
      RecordReader reader =
          new RecordReader(subdir, base(channel, subdir, outline.baseUrl()), pool);
      return ShardedIndex.of(
          outline, (name, digest) -> shard(channel, shards, name, digest), reader, pool);
    } catch (IndexSyntaxException | EOFException | ZstdIOException e) {
      throw ChannelFailures.broken(channel, folder + ShardedIndex.FILE, e);
    }
  }

  private byte[] shard(Channel channel, String folder, String name, Digest digest)
      throws IOException, InterruptedException {
    URI uri = URI.create(folder + digest.hex() + ".msgpack.zst");
    try {
      StoredBlob blob =
          fetcher.download(
              new Download(Stage.RESOLVE, name, uri, Optional.of(digest), Optional.empty()));
      return Files.readAllBytes(blob.file());
    } catch (BuildFailure e) {
      throw ChannelFailures.unreachable(channel, e);
    }
  }
}
