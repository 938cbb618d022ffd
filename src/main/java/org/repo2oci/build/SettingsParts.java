package org.repo2oci.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.repo2oci.buildpack.Buildpack;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.Stratum;

/**
 * What buildpacks put into an image as it is: the folder {@code files} of each is laid over the
 * root. Files under the environment's prefix belong to the image's user, all others to root.
 */
final class SettingsParts {
  /** 1980-01-01: the files come from a checkout or a jar's folder, whose times say nothing. */
  private static final long NO_TIME = 315_532_800L;

  private static final long LARGEST = 16 << 20;

  private final Prefixes prefixes;

  SettingsParts(Prefixes prefixes) {
    this.prefixes = prefixes;
  }

  List<Part> parts(List<Buildpack> buildpacks) throws IOException {
    List<Part> parts = new ArrayList<>();
    for (Buildpack buildpack : buildpacks) {
      Path folder = buildpack.folder().resolve("files");
      if (Files.isDirectory(folder)) {
        parts.add(part(buildpack.name(), folder));
      }
    }
    return parts;
  }

  private Part part(String name, Path folder) throws IOException {
    FileTree.Builder tree = FileTree.builder();
    List<String> material = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String path = folder.relativize(file).toString();
        if (Files.size(file) > LARGEST) {
          throw new IOException("`%s` is larger than 16 MiB".formatted(file));
        }
        byte[] bytes = Files.readAllBytes(file);
        int mode = Files.isExecutable(file) ? 0755 : 0644;
        tree.put(
            path, new Node.RegularFile(prefixes.owned(path, mode, NO_TIME), Content.of(bytes)));
        material.add("%s %o %s".formatted(path, mode, Digest.of(bytes)));
      }
    }
    FileTree whole = prefixes.withFolders(tree.build());
    material.add(prefixes.identity());
    Component component =
        new Component(
            Stratum.SETTINGS, name + " settings", "", whole.size(), List.copyOf(material));
    return new Part(component, () -> whole);
  }
}
