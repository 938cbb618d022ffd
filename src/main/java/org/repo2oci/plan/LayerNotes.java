package org.repo2oci.plan;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.History;
import org.repo2oci.layer.LayerBlob;

/**
 * What is written down of a layer where it can be read without the layer: as annotations of its
 * descriptor, and in its entry of the history, which is part of what the configuration's digest
 * covers and stays when an engine writes a manifest of its own.
 */
public final class LayerNotes {
  /** On a layer's descriptor: the key that it was planned with. */
  public static final String KEY = "org.repo2oci.layer.key";

  /** On a layer's descriptor: the digest of its tar. */
  public static final String DIFF_ID = "org.repo2oci.layer.diff-id";

  /** On a layer's descriptor: bytes of its tar. */
  public static final String TAR_SIZE = "org.repo2oci.layer.tar-size";

  /** On a layer's descriptor: the stratum. */
  public static final String STRATUM = "org.repo2oci.layer.stratum";

  /** On a layer's descriptor: its {@link LayerContents}. */
  public static final String CONTENTS = "org.repo2oci.layer.contents";

  private static final Pattern COMMENT =
      Pattern.compile("(.+) layer, \\d+ components, key (sha256:[0-9a-f]{64}), tar (\\d{1,18})");

  private LayerNotes() {}

  /** The annotations of a layer's descriptor. */
  public static Map<String, String> annotations(
      PlannedLayer planned, LayerBlob layer, Optional<LayerContents> contents) {
    Map<String, String> annotations = new TreeMap<>();
    annotations.put(KEY, planned.key().toString());
    annotations.put(DIFF_ID, layer.diffId().toString());
    annotations.put(TAR_SIZE, Long.toString(layer.tarSize()));
    annotations.put(STRATUM, planned.stratum().title());
    // Of others, whether they are known is a matter of what this machine did before.
    contents
        .filter(_ -> planned.stratum().isWrittenDown())
        .flatMap(LayerContents::text)
        .ifPresent(text -> annotations.put(CONTENTS, text));
    return annotations;
  }

  /** The contents that are written down of an image's layer. */
  public static Optional<LayerContents> contents(PreviousImage.Layer layer) {
    return layer.made().isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(layer.descriptor().annotations().get(CONTENTS))
            .flatMap(LayerContents::parse);
  }

  /** The comment of a layer's entry in the history. */
  public static String comment(PlannedLayer planned, LayerBlob layer) {
    return "%s layer, %d components, key %s, tar %d"
        .formatted(
            planned.stratum().title(), planned.components().size(), planned.key(), layer.tarSize());
  }

  /**
   * What a history's entry says.
   *
   * @param key that the layer was planned with
   * @param tarSize bytes
   */
  record Said(Digest key, Stratum stratum, long tarSize) {
    /** Whether the annotations, where there are any, say the same of this layer. */
    boolean agrees(Descriptor descriptor, Digest diffId) {
      return agrees(descriptor, KEY, key.toString())
          && agrees(descriptor, DIFF_ID, diffId.toString())
          && agrees(descriptor, TAR_SIZE, Long.toString(tarSize))
          && agrees(descriptor, STRATUM, stratum.title());
    }

    private static boolean agrees(Descriptor descriptor, String name, String value) {
      return descriptor.annotations().getOrDefault(name, value).equals(value);
    }
  }

  /** Empty for an entry of other builders. */
  static Optional<Said> read(History entry) {
    Matcher matcher = COMMENT.matcher(entry.comment());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Stratum.titled(matcher.group(1))
        .map(stratum ->
            new Said(Digest.parse(matcher.group(2)), stratum, Long.parseLong(matcher.group(3))));
  }
}
