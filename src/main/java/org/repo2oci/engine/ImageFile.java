package org.repo2oci.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Reads a file of an image through a container that never runs. */
record ImageFile(DockerClient client, EngineFailures failures) {
  Optional<byte[]> read(String image, String path, int limit) throws IOException {
    String id;
    try {
      // The command is never run; an image without one would be refused.
      id = client.createContainerCmd(image).withCmd("none").exec().getId();
    } catch (DockerException e) {
      throw failures.refused("read", image, e);
    }
    try (InputStream archive = client.copyArchiveFromContainerCmd(id, path).exec();
        TarArchiveInputStream tar = new TarArchiveInputStream(archive)) {
      TarArchiveEntry entry = tar.getNextEntry();
      return entry != null && entry.isFile() && entry.getSize() <= limit
          ? Optional.of(tar.readNBytes(limit))
          : Optional.empty();
    } catch (NotFoundException e) {
      return Optional.empty();
    } catch (DockerException e) {
      throw failures.refused("read", image, e);
    } finally {
      new RunningContainer(client, failures, id, false).discard();
    }
  }
}
