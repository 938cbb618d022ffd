package org.repo2oci.filetree;

/** What stands at a path of a {@link FileTree}. */
public sealed interface Node {
  Attributes attributes();

  /** The same, with other attributes. */
  default Node with(Attributes other) {
    return switch (this) {
      case Directory _ -> new Directory(other);
      case RegularFile file -> new RegularFile(other, file.content(), file.capabilities());
      case SymbolicLink link -> new SymbolicLink(other, link.target());
      case HardLink link -> new HardLink(other, link.target());
      case Whiteout _ -> new Whiteout(other);
      case OpaqueDirectory _ -> new OpaqueDirectory(other);
    };
  }

  record Directory(Attributes attributes) implements Node {}

  /**
   * A file.
   *
   * @param capabilities bits of the rights that a program has by itself, whoever starts it
   *     (capabilities(7)); 0 for none
   */
  record RegularFile(Attributes attributes, Content content, int capabilities) implements Node {
    public RegularFile(Attributes attributes, Content content) {
      this(attributes, content, 0);
    }
  }

  /** A symbolic link; the target is kept verbatim. */
  record SymbolicLink(Attributes attributes, String target) implements Node {
    public SymbolicLink {
      if (target.isEmpty()) {
        throw new IllegalArgumentException("a symbolic link needs a target");
      }
    }
  }

  /** A second name of the regular file at {@code target}, a path of the same tree. */
  record HardLink(Attributes attributes, String target) implements Node {}

  /** Hides what lower layers have at this path (image-spec, layer.md, "Whiteouts"). */
  record Whiteout(Attributes attributes) implements Node {}

  /** A directory that hides everything that lower layers have in it. */
  record OpaqueDirectory(Attributes attributes) implements Node {}
}
