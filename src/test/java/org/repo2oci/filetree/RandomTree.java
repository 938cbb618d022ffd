package org.repo2oci.filetree;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Trees with everything that a tree can have, the same for the same seed. */
public final class RandomTree {
  private static final String[] LETTERS = {
    "a", "b", "Z", "0", "-", ".", "_", " ", "!", "~", "ä", "é", "漢", "😀", "\u007f", "=", "\n", "'"
  };

  private final Random random;
  private final FileTree.Builder tree = FileTree.builder();
  private final List<String> folders = new ArrayList<>(List.of(""));
  private final List<String> files = new ArrayList<>();
  private boolean whiteouts = true;

  private RandomTree(long seed) {
    random = new Random(seed);
  }

  /** Of about this many nodes. */
  public static FileTree of(long seed, int nodes) {
    return new RandomTree(seed).grown(nodes);
  }

  /** Without anything that hides what is below. */
  public static FileTree withoutWhiteouts(long seed, int nodes) {
    RandomTree generator = new RandomTree(seed);
    generator.whiteouts = false;
    return generator.grown(nodes);
  }

  private FileTree grown(int nodes) {
    for (int i = 0; i < nodes; i++) {
      String folder = folders.get(random.nextInt(folders.size()));
      String path = folder.isEmpty() ? name() : folder + "/" + name();
      if (!tree.contains(path) && path.length() < 1000) {
        tree.put(path, node(path));
      }
    }
    return tree.build();
  }

  private Node node(String path) {
    int kind = random.nextInt(whiteouts ? 12 : 10);
    if (kind < 3) {
      folders.add(path);
      return new Node.Directory(attributes());
    }
    if (kind == 3) {
      return new Node.SymbolicLink(attributes().withMode(0777), target());
    }
    if (kind == 4 && !files.isEmpty()) {
      String target = files.get(random.nextInt(files.size()));
      return new Node.HardLink(tree.node(target).orElseThrow().attributes(), target);
    }
    if (kind == 10) {
      return new Node.Whiteout(new Attributes(0, 0, 0, 315_532_800L));
    }
    if (kind == 11) {
      folders.add(path);
      return new Node.OpaqueDirectory(attributes());
    }
    files.add(path);
    return new Node.RegularFile(attributes(), Content.of(bytes()));
  }

  private byte[] bytes() {
    byte[] bytes =
        new byte
            [switch (random.nextInt(4)) {
              case 0 -> 0;
              case 1 -> 512 * random.nextInt(3);
              case 2 -> random.nextInt(600);
              default -> random.nextInt(20_000);
            }];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(7);
    }
    return bytes;
  }

  private String target() {
    return random.nextInt(5) == 0 ? "/" + "far/".repeat(40) + "away-é" : "../" + name();
  }

  private Attributes attributes() {
    int large = random.nextInt(8);
    return new Attributes(
        random.nextInt(010000),
        large == 0 ? 3_000_000 : random.nextInt(2000),
        large == 1 ? Integer.MAX_VALUE : random.nextInt(2000),
        large == 2 ? -random.nextInt(5000) : random.nextInt(2_000_000_000));
  }

  private String name() {
    int length = random.nextInt(10) == 0 ? random.nextInt(60, 120) : random.nextInt(1, 9);
    StringBuilder name = new StringBuilder("n");
    for (int i = 0; i < length; i++) {
      name.append(
          random.nextInt(30) == 0
              ? LETTERS[random.nextInt(LETTERS.length)]
              : String.valueOf((char) ('a' + random.nextInt(26))));
    }
    // A name has at most 255 bytes.
    return name.length() < 60 ? name.toString() : name.substring(0, 60);
  }
}
