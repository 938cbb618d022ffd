package org.repo2oci.debian;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;

/** A package's control files: what dpkg needs to know of it, and its maintainer scripts. */
record ControlTar(Map<String, Node.RegularFile> files) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.+-]*");

  static ControlTar read(byte[] tar) throws IOException {
    Map<String, Node.RegularFile> files = new TreeMap<>();
    try (TarArchiveInputStream in =
        new TarArchiveInputStream(new ByteArrayInputStream(tar), StandardCharsets.UTF_8.name())) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String name = TreePath.ofMember(entry.getName());
        if (name.isEmpty()) {
          continue;
        }
        if (!DataTar.isPlain(entry) || !NAME.matcher(name).matches()) {
          throw new IOException("its control file `%s` is no plain file".formatted(name));
        }
        files.put(
            name,
            new Node.RegularFile(
                new Attributes(
                    entry.getMode() & 0777, 0, 0, entry.getLastModifiedTime().to(TimeUnit.SECONDS)),
                Content.of(in.readAllBytes())));
      }
    }
    return new ControlTar(files);
  }

  Optional<String> text(String name) throws IOException {
    Node.RegularFile file = files.get(name);
    if (file == null) {
      return Optional.empty();
    }
    try (var in = file.content().open()) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** The newest modification time of them; seconds since the epoch. */
  long newest() {
    return files.values().stream().mapToLong(file -> file.attributes().mtime()).max().orElse(0);
  }
}
