package org.repo2oci.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.repo2oci.filetree.TreePath;
import org.repo2oci.image.Digest;

/**
 * What a layer holds, written down beside it, so that a later build can put another layer upon it
 * without having it.
 *
 * @param components in their order
 * @param removed names and identities of components of lower layers that this one hides
 * @param generation how many layers of this kind were laid upon each other, with this one; 0 for a
 *     layer that hides nothing and is not laid upon a finished stack
 */
public record LayerContents(List<Laid> components, List<String> removed, int generation) {
  /** A larger one is not written: a manifest is read by every node. */
  static final int LARGEST = 256 << 10;

  private static final String FORMAT = "1";

  /**
   * A component in a layer.
   *
   * @param identity of its name and material
   * @param size compressed bytes, the lock's estimate
   * @param claims empty where it cannot be taken away
   */
  public record Laid(String name, String identity, long size, Optional<Claims> claims) {
    String id() {
      return name + " " + identity;
    }

    /** Whether it is this component, made of the same material. */
    public boolean is(Component component) {
      return id().equals(component.id());
    }
  }

  public LayerContents {
    components = List.copyOf(components);
    removed = List.copyOf(removed);
    if (generation < 0) {
      throw new IllegalArgumentException("a generation is not negative");
    }
  }

  /** Of the parts of a layer that was planned. */
  public static LayerContents of(PlannedLayer planned, List<Claims> claims) {
    List<Laid> components = new ArrayList<>();
    for (int i = 0; i < planned.components().size(); i++) {
      Component one = planned.components().get(i);
      Optional<Claims> few =
          i < claims.size()
              ? Optional.of(claims.get(i)).filter(Claims::canBeWritten)
              : Optional.empty();
      components.add(new Laid(one.name(), one.identity(), one.size(), few));
    }
    return new LayerContents(
        components, planned.upon().map(Upon::hides).orElse(List.of()), planned.generation());
  }

  /** The same components, as a layer of a plan. */
  public LayerContents in(PlannedLayer planned) {
    return new LayerContents(
        components, planned.upon().map(Upon::hides).orElse(List.of()), planned.generation());
  }

  /**
   * A text of lines: of a path only what is not the beginning of the path before. Empty where it
   * would be too large.
   */
  public Optional<String> text() {
    StringBuilder text = new StringBuilder();
    line(text, FORMAT, Integer.toString(generation));
    removed.forEach(one -> line(text, "-", one));
    String before = "";
    for (Laid one : components) {
      line(
          text,
          one.claims().isPresent() ? "+" : "!",
          "%s %d %s".formatted(one.identity(), one.size(), one.name()));
      for (String path : one.claims().map(Claims::paths).orElse(new TreeSet<>())) {
        int same = same(before, path);
        line(text, Integer.toString(same), path.substring(same));
        before = path;
      }
    }
    return text.length() > LARGEST ? Optional.empty() : Optional.of(text.toString());
  }

  private static void line(StringBuilder text, String first, String rest) {
    text.append(first).append(' ').append(rest).append('\n');
  }

  private static int same(String a, String b) {
    int same = 0;
    while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
      same++;
    }
    // A pair of surrogates is one character, and half of one is no text.
    return same > 0 && Character.isHighSurrogate(b.charAt(same - 1)) ? same - 1 : same;
  }

  /** Reads what {@link #text} wrote; empty for anything else. */
  public static Optional<LayerContents> parse(String text) {
    try {
      return Optional.of(new Reading(List.of(text.split("\n", -1))).read());
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static final class Reading {
    private final List<String> lines;
    private final List<Laid> components = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();
    private SortedSet<String> paths = new TreeSet<>();
    private String[] open = {};
    private String before = "";

    Reading(List<String> lines) {
      this.lines = lines;
    }

    LayerContents read() {
      String[] first = lines.getFirst().split(" ", 2);
      if (!first[0].equals(FORMAT) || !lines.getLast().isEmpty()) {
        throw new IllegalArgumentException("another format");
      }
      for (String line : lines.subList(1, lines.size() - 1)) {
        String[] words = line.split(" ", 2);
        switch (words[0]) {
          case "-" -> removed.add(words[1]);
          case "+", "!" -> {
            close();
            open = line.split(" ", 4);
          }
          default -> {
            before = before.substring(0, Integer.parseInt(words[0])) + words[1];
            TreePath.check(
                before.endsWith(Claims.FOLDER)
                    ? before.substring(0, before.length() - Claims.FOLDER.length())
                    : before);
            paths.add(before);
          }
        }
      }
      close();
      return new LayerContents(components, removed, Integer.parseInt(first[1]));
    }

    private void close() {
      if (open.length > 0) {
        components.add(
            new Laid(
                open[3],
                open[1],
                Long.parseLong(open[2]),
                open[0].equals("+") ? Optional.of(new Claims(paths)) : Optional.empty()));
      } else if (!paths.isEmpty()) {
        throw new IllegalArgumentException("paths of no component");
      }
      paths = new TreeSet<>();
    }
  }

  /** Short, for texts like these: a hundred components never meet by chance. */
  static String identity(String text) {
    return Digest.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)).hex().substring(0, 20);
  }
}
