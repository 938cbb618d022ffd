package org.repo2oci.cran.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

/**
 * What the compiled part of an R package asks of the system that it is loaded in.
 *
 * @param needed names of shared libraries that {@code libs/*.so} are linked to
 * @param offered names of those that lie in the package: some are loaded before a library that
 *     needs them, or found by a path in it
 */
public record NativeNeeds(NavigableSet<String> needed, NavigableSet<String> offered) {
  private static final String OFFERED = "+";

  public NativeNeeds {
    needed = Collections.unmodifiableNavigableSet(new TreeSet<>(needed));
    offered = Collections.unmodifiableNavigableSet(new TreeSet<>(offered));
  }

  /** Of the files of a package, wherever it lies. */
  public static NativeNeeds of(FileTree files) throws IOException {
    NavigableSet<String> needed = new TreeSet<>();
    NavigableSet<String> offered = new TreeSet<>();
    for (Map.Entry<String, Node> one : files.nodes().entrySet()) {
      String path = one.getKey();
      String name = path.substring(path.lastIndexOf('/') + 1);
      if (!name.endsWith(".so") && !name.contains(".so.")) {
        continue;
      }
      offered.add(name);
      Optional<SharedObject> library =
          one.getValue() instanceof Node.RegularFile file
              ? SharedObject.of(file.content())
              : Optional.empty();
      library.flatMap(SharedObject::name).ifPresent(offered::add);
      if (path.contains("/libs/") && name.endsWith(".so")) {
        library.ifPresent(found -> needed.addAll(found.needed()));
      }
    }
    needed.removeAll(offered);
    return new NativeNeeds(needed, offered);
  }

  byte[] bytes() {
    StringBuilder text = new StringBuilder();
    needed.forEach(name -> text.append(name).append('\n'));
    offered.forEach(name -> text.append(OFFERED).append(name).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  static NativeNeeds parse(byte[] bytes) {
    NavigableSet<String> needed = new TreeSet<>();
    NavigableSet<String> offered = new TreeSet<>();
    new String(bytes, StandardCharsets.UTF_8)
        .lines()
        .forEach(line -> {
          if (line.startsWith(OFFERED)) {
            offered.add(line.substring(OFFERED.length()));
          } else {
            needed.add(line);
          }
        });
    return new NativeNeeds(needed, offered);
  }
}
