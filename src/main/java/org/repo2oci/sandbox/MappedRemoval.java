package org.repo2oci.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.repo2oci.store.DirectoryRemover;

/** Removes directories whose owners only exist in a user namespace of this user. */
public final class MappedRemoval {
  private MappedRemoval() {}

  /** A remover for a store whose layers and scratch folders a sandbox with these settings made. */
  public static DirectoryRemover of(SandboxSettings settings) {
    HostPrograms programs = new HostPrograms(settings.programFolders());
    IdMapping mapping = settings.uid() == 0 ? IdMapping.HOST : IdMapping.RANGE;
    return directory -> remove(directory, programs, mapping);
  }

  private static void remove(Path directory, HostPrograms programs, IdMapping mapping)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (mapping.isOfNamespace()) {
      command.add(programs.get("unshare").toString());
      command.addAll(mapping.unshareOptions());
      command.add("--");
    }
    command.add(programs.get("rm").toString());
    command.addAll(List.of("-rf", "--one-file-system", "--", directory.toString()));
    Quick.Outcome outcome = Quick.run(command, programs.searchPath());
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(
          "cannot remove `%s`: %s".formatted(directory, outcome.output().strip()));
    }
  }
}
