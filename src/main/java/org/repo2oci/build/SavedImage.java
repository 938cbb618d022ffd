package org.repo2oci.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.image.ImageConfigJson;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Manifest;
import org.repo2oci.image.ManifestJson;
import org.repo2oci.image.MediaType;
import org.repo2oci.layer.LayerBlob;
import org.repo2oci.layer.LayerReader;
import org.repo2oci.plan.LayerNotes;
import org.repo2oci.store.BlobWriter;
import org.repo2oci.store.Scratch;
import org.repo2oci.store.StoredBlob;

/**
 * Brings an image that an engine wrote into an archive into the store; its layers stay as they are.
 */
final class SavedImage {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int BUFFER = 1 << 16;

  private final Workshop workshop;

  SavedImage(Workshop workshop) {
    this.workshop = workshop;
  }

  /**
   * Reads the archive's only image.
   *
   * @param scratch for layers on their way
   */
  BuiltImage read(Path archive, Scratch scratch, ImageReference name) throws IOException {
    try (TarFile tar = new TarFile(archive)) {
      JsonNode image = MAPPER.readTree(bytes(tar, "manifest.json")).path(0);
      byte[] configBytes = bytes(tar, image.path("Config").asText());
      ImageConfig config = ImageConfigJson.read(configBytes);
      List<Descriptor> layers = new ArrayList<>();
      int index = 0;
      for (JsonNode layer : image.path("Layers")) {
        LayerBlob blob =
            layer(
                tar,
                layer.asText(),
                config.diffIds().get(index++),
                scratch.directory().resolve("layer"));
        layers.add(
            new Descriptor(
                blob.mediaType(),
                blob.digest(),
                blob.size(),
                Map.of(LayerNotes.DIFF_ID, blob.diffId().toString())));
      }
      Manifest manifest =
          new Manifest(
              MediaType.OCI_MANIFEST,
              new Descriptor(MediaType.OCI_CONFIG, Digest.of(configBytes), configBytes.length),
              layers,
              Map.of());
      return new BuiltImage(
          ManifestJson.write(manifest), manifest, configBytes, config, name, Optional.empty());
    }
  }

  private LayerBlob layer(TarFile tar, String path, Digest diffId, Path scratch)
      throws IOException {
    Digest key = Digest.of(("layer of an engine 1 " + diffId).getBytes(StandardCharsets.UTF_8));
    Optional<LayerBlob> known = workshop.layers().find(key);
    if (known.isPresent()) {
      return known.get();
    }
    try (InputStream in = tar.getInputStream(entry(tar, path));
        OutputStream out = Files.newOutputStream(scratch)) {
      in.transferTo(out);
    }
    LayerBlob blob = compressed(scratch, diffId);
    Files.delete(scratch);
    workshop.layers().record(key, blob);
    return blob;
  }

  private LayerBlob compressed(Path layer, Digest diffId) throws IOException {
    MessageDigest hash = Digest.algorithm();
    try (BlobWriter blob = workshop.store().newBlob()) {
      long size;
      // Finished, not closed: the blob is still to be committed.
      GZIPOutputStream gzip = new GZIPOutputStream(blob, BUFFER);
      try (InputStream tar = new DigestInputStream(LayerReader.uncompressed(layer), hash)) {
        size = tar.transferTo(gzip);
      }
      gzip.finish();
      if (!Digest.from(hash.digest()).equals(diffId)) {
        throw new IOException("the engine's layer is not `%s`".formatted(diffId));
      }
      StoredBlob stored = blob.commit();
      return new LayerBlob(MediaType.OCI_LAYER_GZIP, stored.digest(), stored.size(), diffId, size);
    }
  }

  private static byte[] bytes(TarFile tar, String path) throws IOException {
    try (InputStream in = tar.getInputStream(entry(tar, path))) {
      return in.readAllBytes();
    }
  }

  /** Older engines write a layer once, and links to it. */
  private static TarArchiveEntry entry(TarFile tar, String path) throws IOException {
    for (TarArchiveEntry entry : tar.getEntries()) {
      if (entry.getName().equals(path)) {
        return entry.isSymbolicLink()
            ? entry(tar, Path.of(path).resolveSibling(entry.getLinkName()).normalize().toString())
            : entry;
      }
    }
    throw new IOException("the engine's archive has no `%s`".formatted(path));
  }
}
