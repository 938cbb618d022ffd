package org.repo2oci.inspect;

import java.util.List;
import java.util.function.Function;
import org.repo2oci.image.Digest;

/**
 * What a node has of an image. It knows an unpacked layer by its chain: its own diffID and those of
 * all layers below it (image-spec, config.md, "Layer ChainID"). What two images have in common from
 * the bottom up is pulled once; a layer above the first difference is pulled again, however equal
 * it is.
 */
public final class LayerChain {
  private LayerChain() {}

  /** The layers of an image, bottom first, that a node lacks which has another one. */
  public static <L> List<L> missing(List<L> there, List<L> wanted, Function<L, Digest> diffId) {
    int same = 0;
    while (same < Math.min(there.size(), wanted.size())
        && diffId.apply(there.get(same)).equals(diffId.apply(wanted.get(same)))) {
      same++;
    }
    return wanted.subList(same, wanted.size());
  }
}
