package org.repo2oci.debian;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Download;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.image.Digest;
import org.repo2oci.store.StoredBlob;
import org.tukaani.xz.XZInputStream;

/**
 * One suite of a mirror, such as {@code trixie-security}, whose signature has been checked.
 *
 * @param root the archive's folder, ending with a slash
 * @param message digest of the signed table of contents
 */
record Suite(String name, DebianIndex.Archive archive, URI root, Release release, Digest message) {
  /** Far above what an index needs; a stream may not make us take any amount of memory. */
  private static final int XZ_MEMORY_KIB = 128 << 10;

  /** Where a suite's signed table of contents lies. */
  static URI table(String name, URI root) {
    return root.resolve("dists/" + name + "/InRelease");
  }

  /** Checks a suite's table of contents. */
  static Suite open(
      String name,
      DebianIndex.Archive archive,
      URI root,
      byte[] message,
      ArchiveKeys keys,
      Clock clock) {
    String source = redacted(table(name, root));
    String text = SignedText.verified(message, source, keys, clock);
    return new Suite(
        name, archive, root, Release.parse(text, source, name, clock), Digest.of(message));
  }

  /** Reads the packages of some components into an index. */
  List<DebianIndex> read(
      PackageIndex into, List<String> components, String architecture, Fetcher fetcher)
      throws IOException, InterruptedException {
    List<DebianIndex> read = new ArrayList<>();
    for (String component : components) {
      String path = "%s/binary-%s/Packages".formatted(component, architecture);
      String listed =
          List.of(path + ".xz", path + ".gz").stream()
              .filter(release.files()::containsKey)
              .findFirst()
              .orElseThrow(() -> noSuchIndex(path));
      Release.Listed file = Optional.ofNullable(release.files().get(listed)).orElseThrow();
      StoredBlob blob = fetcher.download(download(listed, file));
      try (InputStream in = decompressed(blob, listed)) {
        into.add(name, in);
      } catch (IllegalArgumentException e) {
        throw BuildFailure.environment(
                "Cannot read `%s` of the Debian suite `%s`".formatted(listed, name))
            .withDetail(String.valueOf(e.getMessage()))
            .withCause(e);
      }
      read.add(new DebianIndex(name, archive, file.digest(), release.date()));
    }
    return read;
  }

  private Download download(String listed, Release.Listed file) {
    String folder = listed.substring(0, listed.lastIndexOf('/') + 1);
    String path = release.byHash() ? folder + "by-hash/SHA256/" + file.digest().hex() : listed;
    return new Download(
        Stage.RESOLVE,
        "package index of " + name,
        root.resolve("dists/%s/%s".formatted(name, path)),
        Optional.of(file.digest()),
        Optional.of(file.size()));
  }

  private static InputStream decompressed(StoredBlob blob, String name) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(blob.file()), 1 << 16);
    return name.endsWith(".xz")
        ? new XZInputStream(raw, XZ_MEMORY_KIB)
        : new GZIPInputStream(raw, 1 << 16);
  }

  private BuildFailure noSuchIndex(String path) {
    return BuildFailure.environment(
            "Cannot find `%s` in the Debian suite `%s`".formatted(path, name))
        .withHint("The mirror does not carry this architecture or component; use another mirror");
  }

  /** Without credentials. */
  private static String redacted(URI uri) {
    return uri.toString().replaceFirst("//[^/@]*@", "//");
  }
}
