package org.repo2oci.conda.environment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.image.Platform;
import org.repo2oci.pypi.spec.Requirements;

/**
 * What a lock file of conda's tools pins for one platform: packages to install as they are.
 *
 * <p>A record that comes from a lock file knows no more than the file does: {@code noarch} is a
 * guess where the file does not say it, and the archive's own {@code info/index.json} decides.
 *
 * @param path relative to the repository
 * @param subdir the platform as conda names it, such as {@code linux-64}
 * @param channels URLs or names that the packages came from, where the file says them
 * @param packages in the file's order
 * @param pip packages of the Python Package Index, one requirement each
 * @param notes what has no effect or is weak, for people
 */
public record CondaLock(
    String path,
    String subdir,
    List<String> channels,
    List<LockedConda> packages,
    List<SpecLine> pip,
    List<String> notes) {
  public CondaLock {
    channels = List.copyOf(channels);
    packages = List.copyOf(packages);
    pip = List.copyOf(pip);
    notes = List.copyOf(notes);
  }

  /**
   * Reads a {@code conda-lock.yml}, a {@code pixi.lock} or an explicit list (CEP 23), whichever it
   * is.
   *
   * @param path for messages
   * @param subdir the platform that is wanted
   * @throws BuildFailure with the line; also where the file has nothing for the platform
   */
  public static CondaLock parse(byte[] content, String path, String subdir) {
    if (ExplicitList.is(content, path)) {
      return new ExplicitList(content, path, subdir).read();
    }
    Optional<YamlTree> document = YamlText.parse(content, path);
    if (document.orElse(null) instanceof YamlTree.Mapping top) {
      if (top.entry("environments").isPresent()) {
        return new PixiLock(top, path, subdir).read();
      }
      if (top.entry("package").isPresent()) {
        return new UnifiedLock(top, path, subdir).read();
      }
    }
    throw BuildFailure.input("Cannot read `%s`: it is no lock file that is known".formatted(path))
        .withHint(
            "Known are those of conda-lock and pixi, and what `conda list --explicit` writes");
  }

  /** How conda names a platform (CEP 26, "subdir"). */
  public static String subdir(Platform platform) {
    return switch (platform.architecture()) {
      case "amd64" -> "linux-64";
      case "arm64" -> "linux-aarch64";
      default -> "linux-" + platform.architecture();
    };
  }

  /**
   * Fails where this is not a lock of that file any more.
   *
   * @throws BuildFailure naming every line of the file that this does not meet
   */
  public void requireFits(EnvironmentFile file) {
    new LockFit(this).check(file);
  }

  /** The package of this name. */
  public Optional<LockedConda> named(String name) {
    return packages.stream().filter(one -> one.record().name().equals(name)).findFirst();
  }

  /** The packages of the Python Package Index as requirements, each with its line here. */
  public Requirements requirements(Path repository, Fetcher fetcher)
      throws IOException, InterruptedException {
    return SpecLine.requirements(pip, path, repository, fetcher);
  }
}
