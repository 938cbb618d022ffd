package org.repo2oci.layer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Optional;
import org.repo2oci.filetree.TreeSource;
import org.repo2oci.image.Digest;
import org.repo2oci.store.Store;

/** The layers that the store has, by their keys. */
public final class LayerCache {
  private static final String KIND = "layer";

  private final Store store;
  private final LayerWriter writer;

  public LayerCache(Store store, LayerWriter writer) {
    this.store = store;
    this.writer = writer;
  }

  /** The layer of a key, where the store has its blob. */
  public Optional<LayerBlob> find(Digest key) {
    return recorded(key)
        .filter(
            layer -> store.blob(layer.digest()).filter(b -> b.size() == layer.size()).isPresent());
  }

  /**
   * What is known of the layer of a key, also where its blob has been removed since: it need not be
   * built as long as a registry has it.
   */
  public Optional<LayerBlob> recorded(Digest key) {
    return store.record(KIND, key).flatMap(LayerRecord::parse);
  }

  /** What was noted of the layer of a key when it was built; empty for nothing. */
  public String notes(Digest key) {
    return store.record(KIND, key).map(LayerRecord::notes).orElse("");
  }

  /** Notes something beside a layer that the store knows. */
  public void note(Digest key, String notes) throws IOException {
    Optional<LayerBlob> known = recorded(key);
    if (known.isPresent()) {
      record(key, known.get(), notes);
    }
  }

  /** Notes what is known of a layer from elsewhere, such as from the last image's manifest. */
  public void record(Digest key, LayerBlob layer) throws IOException {
    record(key, layer, "");
  }

  private void record(Digest key, LayerBlob layer, String notes) throws IOException {
    store.putRecord(KIND, key, LayerRecord.text(layer, notes).getBytes(UTF_8));
  }

  /** The layer of a key; the tree is asked for, and the layer written, only where it is missing. */
  public LayerBlob build(Digest key, TreeSource tree, LayerOptions options) throws IOException {
    return build(key, tree, options, ExpectedDigests.none());
  }

  /** Like {@link #build(Digest, TreeSource, LayerOptions)}, and keeps notes of the caller's own. */
  public LayerBlob build(Digest key, TreeSource tree, LayerOptions options, String notes)
      throws IOException {
    Optional<LayerBlob> known = recorded(key);
    Optional<LayerBlob> found = find(key);
    return found.isPresent()
        ? found.get()
        : write(key, tree, options, ExpectedDigests.none(), known, notes);
  }

  /** Like {@link #build(Digest, TreeSource, LayerOptions)}; checks files that are written first. */
  public LayerBlob build(
      Digest key, TreeSource tree, LayerOptions options, ExpectedDigests expected)
      throws IOException {
    Optional<LayerBlob> known = recorded(key);
    Optional<LayerBlob> found = find(key);
    if (found.isPresent()) {
      return found.get();
    }
    return write(key, tree, options, expected, known, "");
  }

  /** Writes the layer of a key anew, whatever is known of it: for bytes that a key does not fix. */
  public LayerBlob replace(Digest key, TreeSource tree, LayerOptions options) throws IOException {
    return write(key, tree, options, ExpectedDigests.none(), Optional.empty(), "");
  }

  private LayerBlob write(
      Digest key,
      TreeSource tree,
      LayerOptions options,
      ExpectedDigests expected,
      Optional<LayerBlob> known,
      String notes)
      throws IOException {
    LayerBlob built =
        known.isPresent()
            ? writer.rewrite(tree.get(), options, known.get())
            : writer.write(tree.get(), options, expected);
    record(key, built, notes);
    return built;
  }
}
