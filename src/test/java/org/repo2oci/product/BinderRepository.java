package org.repo2oci.product;

import java.nio.file.Path;

/**
 * A folder as a repository of GitHub's that a link of a Binder names: git looks for it here
 * instead.
 *
 * @param folder that has been made a repository of git's
 */
record BinderRepository(Path folder) {
  /** Commits all that is in the folder, whoever owns it. */
  static BinderRepository of(Path folder) throws Exception {
    for (String line :
        new String[] {
          "init -q -b main",
          "add -A",
          "-c user.name=me -c user.email=me@example.org commit -q -m all"
        }) {
      Command.of("git", "-C", folder.toString(), "-c", "safe.directory=*")
          .and(line.split(" "))
          .run()
          .succeeded();
    }
    return new BinderRepository(folder);
  }

  /** A link of a Binder to a page of it. */
  String link(String page) {
    return "https://binder.example.org/v2/gh/someone/%s/main?urlpath=%s"
        .formatted(folder.getFileName(), page);
  }

  /** The command, whose git does not ask GitHub. */
  Command with(Command command) {
    return command
        .with("GIT_CONFIG_COUNT", "1")
        .with("GIT_CONFIG_KEY_0", "url.file://%s/.insteadOf".formatted(folder.getParent()))
        .with("GIT_CONFIG_VALUE_0", "https://github.com/someone/");
  }
}
