package org.repo2oci.cli.application;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.repo2oci.image.ImageReference;

/**
 * What may be taken from earlier builds.
 *
 * @param cacheFrom images whose layers and lock are taken, beside those under the tags
 * @param cacheRepository a repository of layers that many share; its name alone
 * @param upgrade whether no version of an earlier lock is kept
 * @param upgradePackages packages whose versions are not kept
 * @param maxLockAge after which a lock is not kept
 * @param locked whether it fails where the lock would change
 */
public record EarlierArguments(
    List<ImageReference> cacheFrom,
    Optional<ImageReference> cacheRepository,
    boolean upgrade,
    List<String> upgradePackages,
    Optional<Duration> maxLockAge,
    boolean locked) {
  public EarlierArguments {
    cacheFrom = List.copyOf(cacheFrom);
    upgradePackages = List.copyOf(upgradePackages);
    if (locked && (upgrade || !upgradePackages.isEmpty() || maxLockAge.isPresent())) {
      throw new IllegalArgumentException(
          "`--locked` cannot go together with options that change the lock");
    }
    if (cacheRepository
        .filter(name -> name.tag().isPresent() || name.digest().isPresent())
        .isPresent()) {
      throw new IllegalArgumentException(
          "`--cache-repo` names a repository, without a tag: `%s`"
              .formatted(cacheRepository.get()));
    }
  }

  /** What is usual: a lock is kept while it holds. */
  public static EarlierArguments usual() {
    return new EarlierArguments(
        List.of(), Optional.empty(), false, List.of(), Optional.empty(), false);
  }
}
