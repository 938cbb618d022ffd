package org.repo2oci.build;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

/**
 * Makes of what a step changed a layer that depends as little as possible on when it ran. What is
 * newer than the build's own time gets that time, as with {@code SOURCE_DATE_EPOCH}; what a program
 * dated itself, such as an unpacked archive, keeps its time. Bytecode names the time of its source,
 * and follows it.
 *
 * @param date seconds since the epoch
 * @param dropped paths of folders that are not kept: download caches
 */
record NormalChanges(long date, Collection<String> dropped) {
  private static final Pattern BYTECODE =
      Pattern.compile("(.*?/?)__pycache__/([^/]+?)\\.[^./]+-[0-9]+(?:\\.opt-[12])?\\.pyc");

  /** Four bytes of magic, four of flags, four of the source's time, four of its size (PEP 552). */
  private static final int HEADER = 16;

  NormalChanges {
    dropped = List.copyOf(dropped);
  }

  FileTree of(FileTree changes) throws IOException {
    FileTree.Builder layer = FileTree.builder();
    Map<String, String> moved = new HashMap<>();
    for (Map.Entry<String, Node> entry : changes.nodes().entrySet()) {
      if (!isDropped(entry.getKey())) {
        Node node = linked(entry.getKey(), entry.getValue(), changes, moved);
        layer.put(entry.getKey(), node.with(dated(node.attributes())));
      }
    }
    for (Map.Entry<String, Node> entry : changes.nodes().entrySet()) {
      if (layer.contains(entry.getKey()) && entry.getValue() instanceof Node.RegularFile file) {
        alignBytecode(entry.getKey(), file, changes);
      }
    }
    return layer.build();
  }

  private boolean isDropped(String path) {
    return dropped.stream()
        .anyMatch(folder -> path.equals(folder) || path.startsWith(folder + "/"));
  }

  /** The first link to a file that is dropped becomes the file, the others links to that. */
  private Node linked(String path, Node node, FileTree changes, Map<String, String> moved) {
    if (!(node instanceof Node.HardLink link) || !isDropped(link.target())) {
      return node;
    }
    String first = moved.putIfAbsent(link.target(), path);
    return first == null
        ? changes.node(link.target()).orElseThrow()
        : new Node.HardLink(link.attributes(), first);
  }

  private Attributes dated(Attributes attributes) {
    return attributes.mtime() > date ? attributes.withMtime(date) : attributes;
  }

  private void alignBytecode(String path, Node.RegularFile compiled, FileTree changes)
      throws IOException {
    Matcher name = BYTECODE.matcher(path);
    if (!name.matches()
        || !(compiled.content() instanceof Content.Range range)
        || range.size() < HEADER) {
      return;
    }
    Node source = changes.nodes().get(name.group(1) + name.group(2) + ".py");
    if (source == null || source.attributes().mtime() <= date) {
      return;
    }
    try (FileChannel file =
        FileChannel.open(range.file(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
      while (header.hasRemaining() && file.read(header, range.offset() + header.position()) >= 0) {
        // Until it is full.
      }
      boolean byTime = header.getInt(4) == 0;
      if (byTime && header.getInt(8) == (int) source.attributes().mtime()) {
        ByteBuffer time = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        time.putInt(0, (int) date);
        file.write(time, range.offset() + 8);
      }
    }
  }
}
