package org.repo2oci.sandbox;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.Digest;
import org.repo2oci.store.Store;

/** Directories of the store that are layers of root filesystems. */
final class RootLayers {
  private static final String KIND = "root-layer";

  private final Store store;
  private final HostPrograms programs;
  private final IdMapping mapping;

  RootLayers(Store store, HostPrograms programs, IdMapping mapping) {
    this.store = store;
    this.programs = programs;
    this.mapping = mapping;
  }

  RootLayer materialise(Digest key, Sandbox.TreeSource tree) throws IOException {
    // The owners on disk depend on the mapping, so each mapping has directories of its own.
    Digest owned =
        Digest.of(
            (key.hex() + "\n" + mapping.name().toLowerCase(Locale.ROOT) + "\n1\n")
                .getBytes(StandardCharsets.UTF_8));
    Path directory = store.directory(KIND, owned, empty -> extract(tree.get(), empty));
    return new RootLayer(key, directory);
  }

  private void extract(FileTree tree, Path into) throws IOException {
    List<String> command = new ArrayList<>();
    if (mapping.isOfNamespace()) {
      command.add(programs.get("unshare").toString());
      command.addAll(mapping.unshareOptions());
      command.add("--");
    }
    command.add(programs.get("tar").toString());
    command.addAll(List.of("-x", "-p", "--numeric-owner", "--delay-directory-restore"));
    command.addAll(List.of("--xattrs", "--xattrs-include=*"));
    command.add(mapping.hasOwners() ? "--same-owner" : "--no-same-owner");
    command.addAll(List.of("-f", "-", "-C", into.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", programs.searchPath());
    builder.environment().put("LC_ALL", "C");
    Process tar = builder.start();
    boolean written = false;
    IOException broken = null;
    try (OutputStream input = new BufferedOutputStream(tar.getOutputStream(), 1 << 16)) {
      LayerTar.write(tree, mapping, input);
      written = true;
    } catch (IOException e) {
      broken = e;
    } finally {
      if (!written && broken == null) {
        tar.destroyForcibly();
      }
    }
    String said;
    try (InputStream output = tar.getInputStream()) {
      said = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
      int status = tar.waitFor();
      if (status != 0) {
        throw failed(said.isEmpty() ? "tar exited with " + status : firstLine(said));
      }
    } catch (InterruptedException e) {
      tar.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a root filesystem was unpacked", e);
    }
    if (broken != null) {
      throw broken;
    }
    // Programs in here may be setuid root: nobody else may reach them.
    Files.setPosixFilePermissions(into, PosixFilePermissions.fromString("rwx------"));
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse(text);
  }

  private static BuildFailure failed(String reason) {
    return BuildFailure.environment("Cannot unpack a root filesystem into the store")
        .withDetail(reason)
        .withHint("Check the free space and the filesystem of the cache folder");
  }
}
