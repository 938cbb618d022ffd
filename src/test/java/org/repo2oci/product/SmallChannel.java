package org.repo2oci.product;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.repo2oci.conda.PackageRecord;
import org.repo2oci.conda.link.CondaArchiveBuilder;

/** A channel of a few packages that a test makes. */
final class SmallChannel {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final ObjectNode noarch = index("noarch");
  private final ObjectNode linux = index("linux-64");

  SmallChannel(Path folder) {
    this.folder = folder;
  }

  private static ObjectNode index(String subdir) {
    ObjectNode index = JSON.createObjectNode();
    index.putObject("info").put("subdir", subdir);
    index.putObject("packages.conda");
    return index;
  }

  Path folder() {
    return folder;
  }

  /** Adds an archive that some packages cannot be beside. */
  SmallChannel addAgainst(CondaArchiveBuilder archive, String spec) throws Exception {
    add(archive);
    linux
        .path("packages.conda")
        .forEach(record -> ((ObjectNode) record).putArray("constrains").add(spec));
    return write();
  }

  /** Adds an archive of the image's platform. */
  SmallChannel add(CondaArchiveBuilder archive) throws Exception {
    return add(archive, "sha256");
  }

  /**
   * Adds an archive.
   *
   * @param digest the only one that the index says, {@code sha256} or {@code md5}
   */
  SmallChannel add(CondaArchiveBuilder archive, String digest) throws Exception {
    CondaArchiveBuilder.Made made =
        archive.conda(Files.createDirectories(folder.resolve("linux-64")));
    PackageRecord record = made.locked().record();
    ObjectNode json = linux.withObjectProperty("packages.conda").putObject(record.fileName());
    json.put("name", record.name()).put("version", record.version()).put("build", record.build());
    json.put("build_number", record.buildNumber()).put("subdir", record.subdir());
    json.put("size", record.size()).put("timestamp", record.timestamp());
    record.depends().forEach(json.putArray("depends")::add);
    MessageDigest hash = MessageDigest.getInstance(digest.equals("md5") ? "MD5" : "SHA-256");
    json.put(digest, HexFormat.of().formatHex(hash.digest(Files.readAllBytes(made.file()))));
    return write();
  }

  /** Writes the indexes; a channel without packages has some too. */
  SmallChannel write() throws IOException {
    for (ObjectNode index : new ObjectNode[] {noarch, linux}) {
      Path subdir =
          Files.createDirectories(folder.resolve(index.path("info").path("subdir").asText()));
      JSON.writeValue(subdir.resolve("repodata.json").toFile(), index);
    }
    return this;
  }
}
