package org.repo2oci.pypi.resolve;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Download;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.image.Platform;
import org.repo2oci.pypi.index.IndexSettings;
import org.repo2oci.pypi.index.PackageIndex;
import org.repo2oci.pypi.spec.Requirements;
import org.repo2oci.pypi.spec.RequirementsReader;
import org.repo2oci.store.FakeStore;
import org.repo2oci.store.StoredBlob;

/** What tests of resolving start from. */
final class Given {
  static final PythonTarget TARGET = new PythonTarget(3, 13, Platform.LINUX_AMD64, 41);
  static final PackageIndex INDEX =
      new PackageIndex(PackageIndex.DEFAULT, "https://me:secret@index.example.org/root/simple");

  private Given() {}

  /** The requirements of a file {@code requirements.txt} in a repository. */
  static Requirements requirements(Path repository, String... lines)
      throws IOException, InterruptedException {
    Files.write(repository.resolve("requirements.txt"), List.of(lines));
    return RequirementsReader.read(repository, "requirements.txt", new Network(repository));
  }

  static ServerSet server(String... requirements) {
    return new ServerSet(List.of(requirements), new TreeMap<>(), List.of());
  }

  static IndexSettings settings() {
    return new IndexSettings(
        Optional.of(INDEX),
        List.of(),
        List.of(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /** Serves what a test put there, and remembers what was asked. */
  static final class Network implements Fetcher {
    private final Map<URI, byte[]> files = new ConcurrentHashMap<>();
    private final List<Download> wanted = new CopyOnWriteArrayList<>();
    private final FakeStore store;

    Network(Path folder) throws IOException {
      this.store = new FakeStore(Files.createDirectories(folder.resolve("network")));
    }

    Network with(String url, String content) {
      files.put(URI.create(url), content.getBytes(StandardCharsets.UTF_8));
      return this;
    }

    List<Download> wanted() {
      return wanted;
    }

    @Override
    public byte[] get(URI uri, Map<String, String> headers) {
      byte[] file = files.get(uri);
      if (file == null) {
        throw BuildFailure.environment("Cannot get `%s`: 404 Not Found".formatted(uri));
      }
      return file;
    }

    @Override
    public StoredBlob download(Download download) {
      wanted.add(download);
      StoredBlob blob = store.add(get(download.uri(), Map.of()));
      if (download.digest().filter(digest -> !digest.equals(blob.digest())).isPresent()) {
        throw BuildFailure.environment("Cannot download `%s`".formatted(download.name()));
      }
      return blob;
    }
  }
}
