package org.repo2oci.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.repo2oci.failure.BuildFailure;

/** Finds the programs of the machine that a sandbox is made of. */
final class HostPrograms {
  private static final List<String> NEEDED =
      List.of(
          "unshare",
          "setpriv",
          "setsid",
          "mount",
          "umount",
          "pivot_root",
          "prlimit",
          "sh",
          "tar",
          "env",
          "rm",
          "mkfifo");

  private final List<Path> folders;

  HostPrograms(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  Optional<Path> find(String name) {
    return folders.stream()
        .map(folder -> folder.resolve(name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  Path get(String name) {
    return find(name).orElseThrow(() -> missing(List.of(name)));
  }

  /** Says at once all that is missing. */
  void check() {
    List<String> absent = new ArrayList<>();
    for (String name : NEEDED) {
      if (find(name).isEmpty()) {
        absent.add(name);
      }
    }
    if (!absent.isEmpty()) {
      throw missing(absent);
    }
  }

  /** The folders as a PATH for the programs themselves. */
  String searchPath() {
    return String.join(":", folders.stream().map(Path::toString).toList());
  }

  private static BuildFailure missing(List<String> names) {
    return BuildFailure.environment(
            "Cannot run a build step: this machine has no `%s`"
                .formatted(String.join("`, `", names)))
        .withHint("Install the packages `util-linux`, `coreutils` and `tar`");
  }
}
