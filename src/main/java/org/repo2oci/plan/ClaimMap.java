package org.repo2oci.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.repo2oci.filetree.TreePath;

/** Who claims what; answers whose claims meet others. */
public final class ClaimMap {
  private final Map<String, Set<Integer>> owners = new HashMap<>();

  /** Those that claim something in a folder. */
  private final Map<String, Set<Integer>> inside = new HashMap<>();

  public void add(int owner, Claims claims) {
    for (String path : claims.paths()) {
      owners.computeIfAbsent(path, _ -> new HashSet<>()).add(owner);
      for (String up = TreePath.parent(path); !up.isEmpty(); up = TreePath.parent(up)) {
        if (!inside.computeIfAbsent(up, _ -> new HashSet<>()).add(owner)) {
          break;
        }
      }
    }
  }

  /** Owners that may have a path in common with these claims. */
  public Set<Integer> meeting(Claims claims) {
    Set<Integer> found = new HashSet<>();
    for (String path : claims.paths()) {
      found.addAll(inside.getOrDefault(path, Set.of()));
      for (String up = path; !up.isEmpty(); up = TreePath.parent(up)) {
        found.addAll(owners.getOrDefault(up, Set.of()));
      }
    }
    return found;
  }

  /** Whether somebody has something in a folder. */
  boolean leadsThrough(String folder) {
    return inside.containsKey(folder) || owners.containsKey(folder);
  }
}
