package org.repo2oci.plan;

import java.util.List;

/**
 * That a layer is laid upon layers of an earlier image, and hides what of them is not wanted any
 * more.
 *
 * @param generation how many times this was done to the same stack, at least 1
 * @param hides the components, by name and identity
 * @param paths what they had; one with a slash at its end is a folder that has become empty
 */
public record Upon(int generation, List<String> hides, List<String> paths) {
  public Upon {
    if (generation < 1) {
      throw new IllegalArgumentException("the first such layer is number 1");
    }
    hides = List.copyOf(hides);
    paths = List.copyOf(paths);
  }
}
