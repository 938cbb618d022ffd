package org.repo2oci.buildpack;

import java.util.Optional;
import org.repo2oci.conda.environment.CondaLock;
import org.repo2oci.conda.environment.EnvironmentFile;

/** What a repository wants of conda. */
public sealed interface CondaWish {
  /** The file that wants it, relative to the source folder. */
  String path();

  /** An environment to be solved, with its {@code pip} section on top. */
  record Solve(EnvironmentFile file) implements CondaWish {
    @Override
    public String path() {
      return file.path();
    }
  }

  /**
   * Packages of a lock file, installed as they are.
   *
   * @param file that the lock was made of, where it is there; the lock fits it
   */
  record Locked(CondaLock lock, Optional<EnvironmentFile> file) implements CondaWish {
    @Override
    public String path() {
      return lock.path();
    }
  }

  /**
   * A Python that is not the base's; everything else comes from the files for pip, as ever.
   *
   * @param minor the {@code x.y}
   * @param wanted what the file says, such as {@code <3.12}
   */
  record Python(String minor, String path, String wanted) implements CondaWish {}
}
