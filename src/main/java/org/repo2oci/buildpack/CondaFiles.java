package org.repo2oci.buildpack;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.environment.CondaLock;
import org.repo2oci.conda.environment.EnvironmentFile;
import org.repo2oci.conda.environment.PixiProject;

/** What the conda files of a repository say. */
final class CondaFiles {
  /** The kinds of the files. */
  private static final String ENVIRONMENT = "environment";

  private static final String LOCK = "conda-lock";
  private static final String PIXI = "pixi";

  private final Facts facts;

  CondaFiles(Facts facts) {
    this.facts = facts;
  }

  /** What is wanted; empty where no conda file is used. */
  Optional<CondaWish> wish(Collection<UsedFile> used) {
    Optional<EnvironmentFile> file =
        path(used, ENVIRONMENT).map(path -> EnvironmentFile.parse(facts.read(path), path));
    Optional<CondaLock> lock =
        path(used, LOCK)
            .map(path ->
                CondaLock.parse(facts.readLock(path), path, CondaLock.subdir(facts.platform())));
    if (lock.isPresent()) {
      file.ifPresent(lock.get()::requireFits);
      path(used, PIXI)
          .map(path -> PixiProject.parse(facts.read(path), path))
          .ifPresent(lock.get()::requireFits);
      return Optional.of(new CondaWish.Locked(lock.get(), file));
    }
    return file.map(CondaWish.Solve::new);
  }

  /** The {@code x.y} that a wish pins. */
  static Optional<String> python(CondaWish wish) {
    return switch (wish) {
      case CondaWish.Solve solve -> solve.file().python().minor();
      case CondaWish.Locked locked ->
          locked
              .lock()
              .named("python")
              .map(LockedConda::record)
              .map(found -> minor(found.version()));
      case CondaWish.Python python -> Optional.of(python.minor());
    };
  }

  private static String minor(String version) {
    String[] parts = version.split("\\.", -1);
    return parts.length < 2 ? version : parts[0] + "." + parts[1];
  }

  /** What of a wish's files has no effect, for people. */
  static List<String> notes(CondaWish wish) {
    return switch (wish) {
      case CondaWish.Solve solve -> solve.file().notes();
      case CondaWish.Locked locked -> locked.lock().notes();
      case CondaWish.Python python ->
          List.of(
              "`%s` asks for Python %s, so Python %s comes from conda"
                  .formatted(python.path(), python.wanted(), python.minor()));
    };
  }

  private static Optional<String> path(Collection<UsedFile> used, String kind) {
    return used.stream().filter(file -> file.kind().equals(kind)).map(UsedFile::path).findFirst();
  }
}
