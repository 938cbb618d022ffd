package org.repo2oci.pypi.resolve;

import java.util.List;
import java.util.Optional;
import org.repo2oci.pypi.index.IndexUrls;
import org.repo2oci.pypi.index.LockedUrl;
import org.repo2oci.pypi.index.PackageIndex;
import org.repo2oci.pypi.resolve.LockedPackage.Source;
import org.repo2oci.pypi.spec.Requirement;
import org.repo2oci.pypi.spec.Requirements;
import org.repo2oci.pypi.spec.SourceLine;

/**
 * Which line of the user's files asks for a locked package.
 *
 * @param indexes all that a locked URL may be relative to
 */
public record RequirementOrigins(Requirements user, List<PackageIndex> indexes) {
  public RequirementOrigins {
    indexes = List.copyOf(indexes);
  }

  /** The first such line; empty for what only other packages ask for. */
  public Optional<SourceLine> of(LockedPackage locked) {
    return user.requirements().stream()
        .filter(requirement ->
            requirement.name().filter(locked.name()::equals).isPresent()
                || names(requirement, locked.source()))
        .map(Requirement::origin)
        .findFirst();
  }

  /** Whether a line means this source, with or without a name. */
  boolean names(Requirement requirement, Source source) {
    return switch (source) {
      case Source.Directory directory ->
          requirement instanceof Requirement.Local local && local.path().equals(directory.path());
      case Source.File file ->
          requirement instanceof Requirement.Local local && local.path().equals(file.path());
      case Source.Git git ->
          requirement instanceof Requirement.Git asked
              && IndexUrls.withoutLogin(asked.url()).equals(git.url())
              && asked.subdirectory().equals(git.subdirectory());
      case Source.Wheel wheel -> wheel.direct() && namesUrl(requirement, wheel.url());
      case Source.Sdist sdist -> sdist.direct() && namesUrl(requirement, sdist.url());
    };
  }

  private boolean namesUrl(Requirement requirement, LockedUrl url) {
    return requirement instanceof Requirement.Archive archive
        && IndexUrls.locked(archive.url(), indexes).equals(url);
  }
}
