package org.repo2oci.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;
import org.repo2oci.layer.LayerReader;

/**
 * What a tar with an image holds, before it is written: small documents first, then the blobs.
 *
 * @param documents file name to bytes, in their order
 * @param blobs each at its {@link Blob#path()}
 */
record Archive(Map<String, byte[]> documents, Collection<Blob> blobs) {
  /** A layout in a tar. */
  static Archive oci(FinishedImage image, List<ImageReference> names) {
    return new Archive(layout(image, names), image.blobs());
  }

  /**
   * What {@code docker load} reads. The layers stay compressed, which every engine takes, but for
   * Zstandard, which engines before 23 do not know. Then newer engines find a layout as well, and
   * so the very manifest, where they keep manifests.
   */
  static Archive docker(FinishedImage image, List<ImageReference> names) throws IOException {
    boolean known = image.manifest().layers().stream().noneMatch(Archive::isZstandard);
    return known ? compressed(image, names) : plain(image, names);
  }

  private static boolean isZstandard(Descriptor layer) {
    return layer.mediaType().endsWith("zstd");
  }

  private static Archive compressed(FinishedImage image, List<ImageReference> names) {
    List<String> layers =
        image.manifest().layers().stream().map(layer -> path(layer.digest())).toList();
    Map<String, byte[]> documents = new LinkedHashMap<>(layout(image, names));
    documents.put(DockerManifest.FILE, manifest(image, names, layers));
    return new Archive(documents, image.blobs());
  }

  private static Archive plain(FinishedImage image, List<ImageReference> names) throws IOException {
    Map<Digest, Blob> blobs = new LinkedHashMap<>();
    blobs.put(
        image.manifest().config().digest(),
        Blob.of(image.manifest().config(), image.configBytes()));
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < image.manifest().layers().size(); i++) {
      Digest diffId = image.config().diffIds().get(i);
      if (!blobs.containsKey(diffId)) {
        blobs.put(diffId, uncompressed(image, image.manifest().layers().get(i), diffId));
      }
      paths.add(path(diffId));
    }
    return new Archive(Map.of(DockerManifest.FILE, manifest(image, names, paths)), blobs.values());
  }

  /** A tar says a member's size before its bytes, so the layer is read twice. */
  private static Blob uncompressed(FinishedImage image, Descriptor layer, Digest diffId)
      throws IOException {
    Blob.Source source = () -> LayerReader.uncompressed(image.files().file(layer));
    try (InputStream tar = source.open()) {
      return new Blob(diffId, tar.transferTo(OutputStream.nullOutputStream()), source);
    }
  }

  private static Map<String, byte[]> layout(FinishedImage image, List<ImageReference> names) {
    Map<String, byte[]> documents = new LinkedHashMap<>();
    documents.put(LayoutFiles.MARKER, LayoutFiles.marker());
    documents.put(LayoutFiles.INDEX, LayoutIndex.empty().with(image, names).bytes());
    return documents;
  }

  private static byte[] manifest(
      FinishedImage image, List<ImageReference> names, List<String> layers) {
    return DockerManifest.write(path(image.manifest().config().digest()), names, layers);
  }

  private static String path(Digest digest) {
    return LayoutFiles.BLOBS + "/" + digest.hex();
  }

  /** Bytes of all blobs. */
  long size() {
    return blobs.stream().mapToLong(Blob::size).sum();
  }

  /** Writes the tar; the stream stays open. */
  void writeTo(OutputStream out, LongConsumer meter) throws IOException {
    ArchiveTar tar = new ArchiveTar(out);
    for (Map.Entry<String, byte[]> document : documents.entrySet()) {
      tar.file(document.getKey(), document.getValue());
    }
    tar.folder("blobs");
    tar.folder(LayoutFiles.BLOBS);
    for (Blob blob : blobs) {
      tar.file(blob.path(), blob.size(), content -> blob.copyTo(content, meter));
    }
    tar.finish();
  }
}
