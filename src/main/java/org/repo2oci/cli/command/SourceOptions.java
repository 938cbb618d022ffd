package org.repo2oci.cli.command;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.repo2oci.cli.application.SourceArguments;
import org.repo2oci.repository.BinderLink;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where the repository comes from. */
final class SourceOptions implements OptionGroup {
  @Parameters(
      index = "0",
      paramLabel = "REPO",
      description = "A folder, a git or Binder URL, or a DOI")
  private String repository = "";

  @Option(
      names = "--ref",
      paramLabel = "REF",
      description = "Branch, tag or commit (default: the remote's default branch)")
  private @Nullable String ref;

  @Option(
      names = "--subdir",
      paramLabel = "DIR",
      description = "Use this folder of the repository as if it were the whole")
  private @Nullable String subdirectory;

  @Option(names = "--require-environment", description = "Fail where no file says what to install")
  private boolean required;

  @Override
  public String heading() {
    return "Repository";
  }

  SourceArguments arguments() {
    String given = Parsed.required("REPO", repository, text -> text);
    Optional<BinderLink> link = BinderLink.parse(given);
    return new SourceArguments(
        link.map(BinderLink::repository).orElse(given),
        Optional.ofNullable(ref).or(() -> link.flatMap(BinderLink::ref)),
        Optional.ofNullable(subdirectory),
        required);
  }

  /** The page that a Binder link asks for. */
  Optional<String> page() {
    return BinderLink.parse(repository).flatMap(BinderLink::page);
  }
}
