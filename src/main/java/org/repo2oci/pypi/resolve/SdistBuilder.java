package org.repo2oci.pypi.resolve;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.pypi.index.IndexSettings;
import org.repo2oci.pypi.index.PackageIndex;

/**
 * Builds wheels from source archives, Git repositories and folders, in the sandbox with compilers
 * that are not shipped. What was built is kept in the store.
 */
public final class SdistBuilder {
  private final PythonTools tools;
  private final Surroundings surroundings;

  /**
   * What a build sees.
   *
   * @param settings the machine's indexes, for what builds need
   * @param indexes all that a locked URL may be relative to
   * @param target the image's interpreter
   * @param repository root of the checkout
   * @param repositoryDigest of its files
   * @param repositoryPath absolute folder of the repository in the image; editable projects name it
   */
  public record Surroundings(
      IndexSettings settings,
      List<PackageIndex> indexes,
      PythonTarget target,
      Path repository,
      Digest repositoryDigest,
      String repositoryPath) {
    public Surroundings {
      indexes = List.copyOf(indexes);
    }
  }

  public SdistBuilder(PythonTools tools, Surroundings surroundings) {
    this.tools = tools;
    this.surroundings = surroundings;
  }

  /** Everything that the built wheel depends on, known before it is built. */
  public Digest key(LockedPackage locked) throws IOException, InterruptedException {
    if (locked.name().isEmpty()) {
      return surroundings.repositoryDigest();
    }
    throw notYet(locked);
  }

  /**
   * Builds, unless the store has the result.
   *
   * @throws BuildFailure with the last lines of the build
   */
  public BuiltWheel build(LockedPackage locked) throws IOException, InterruptedException {
    key(locked);
    throw notYet(locked);
  }

  private BuildFailure notYet(LockedPackage locked) {
    return BuildFailure.input(
        "Cannot build `%s` for %s of %s with %s"
            .formatted(locked.name(), surroundings.target(), surroundings.repositoryPath(), tools));
  }
}
