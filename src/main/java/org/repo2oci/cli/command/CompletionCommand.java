package org.repo2oci.cli.command;

import org.repo2oci.failure.BuildFailure;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code completion}: what a shell reads to complete commands and options. */
@Command(
    name = "completion",
    customSynopsis = "repo2oci completion SHELL",
    footer = {
      "bash  repo2oci completion bash > ~/.local/share/bash-completion/completions/repo2oci",
      "zsh   source <(repo2oci completion zsh)    in ~/.zshrc, after compinit",
      "fish  repo2oci completion fish > ~/.config/fish/completions/repo2oci.fish",
      ""
    })
final class CompletionCommand implements Action {
  @Parameters(index = "0", paramLabel = "SHELL", description = "bash, zsh or fish")
  private String shell = "";

  @Mixin private final OutputOptions output = new OutputOptions();

  @Override
  public OutputOptions output() {
    return output;
  }

  @Override
  public int run(Session session) {
    CommandLine whole = CommandTree.whole();
    session.print(
        switch (shell) {
          // One script for both: under zsh it loads the functions of bash's completion.
          case "bash", "zsh" -> AutoComplete.bash(whole.getCommandName(), whole);
          case "fish" -> FishCompletion.of(whole);
          default ->
              throw BuildFailure.usage(
                      "Cannot complete for `%s`: it is none of bash, zsh, fish".formatted(shell))
                  .withHint("Name the shell that you type in; `echo $0` says which it is");
        });
    return 0;
  }
}
