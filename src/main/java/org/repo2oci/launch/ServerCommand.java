package org.repo2oci.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The command of an image or of its user, which may be one of Jupyter's servers. */
record ServerCommand(List<String> words) {
  private static final Set<String> PROGRAMS =
      Set.of("jupyter-lab", "jupyter-notebook", "jupyter-nbclassic", "jupyter-server");
  private static final Set<String> SUBCOMMANDS = Set.of("lab", "notebook", "nbclassic", "server");
  private static final Set<String> MODULES =
      Set.of("jupyterlab", "notebook", "nbclassic", "jupyter_server");

  /** Jupyter refuses an option that is given twice, so ours replace these. */
  private static final Set<String> REPLACED =
      Set.of("ip", "port", "port_retries", "base_url", "custom_display_url");

  ServerCommand {
    words = List.copyOf(words);
  }

  boolean isJupyter() {
    if (words.isEmpty()) {
      return false;
    }
    String program = words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1);
    if (program.equals("jupyter")) {
      return words.stream().skip(1).findFirst().filter(SUBCOMMANDS::contains).isPresent();
    }
    return PROGRAMS.contains(program)
        || (program.startsWith("python")
            && words.size() > 2
            && words.get(1).equals("-m")
            && MODULES.contains(words.get(2)));
  }

  /**
   * The same server at an address of ours, as Binder tells it: by arguments, at the root path.
   *
   * @param reached where it says that it is
   */
  List<String> listeningOn(ImageRunner.Listening inside, ServerAddress reached) {
    List<String> command = withoutReplaced();
    command.add("--ip=" + inside.address());
    command.add("--port=" + inside.port());
    command.add("--no-browser");
    // Another port than the one that was promised would be found by nobody.
    command.add("--ServerApp.port_retries=0");
    command.add("--ServerApp.base_url=/");
    command.add("--ServerApp.custom_display_url=" + reached);
    return command;
  }

  private List<String> withoutReplaced() {
    List<String> kept = new ArrayList<>();
    boolean valueFollows = false;
    for (String word : words) {
      if (valueFollows) {
        valueFollows = false;
      } else if (isReplaced(word)) {
        valueFollows = !word.contains("=");
      } else {
        kept.add(word);
      }
    }
    return kept;
  }

  private static boolean isReplaced(String word) {
    if (!word.startsWith("--")) {
      return false;
    }
    String option = word.substring(2).split("=", 2)[0];
    return REPLACED.contains(option.substring(option.lastIndexOf('.') + 1));
  }
}
