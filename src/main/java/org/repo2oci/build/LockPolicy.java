package org.repo2oci.build;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.repo2oci.lock.Lock;

/**
 * How long an earlier lock is kept.
 *
 * @param upgrade whether none of its versions is
 * @param upgraded normal names of packages whose versions are not
 * @param maxAge after which it is as with {@code upgrade}
 * @param locked whether a lock that would change is a failure
 */
public record LockPolicy(
    boolean upgrade, Set<String> upgraded, Optional<Duration> maxAge, boolean locked) {
  public LockPolicy {
    upgraded = upgraded.stream().map(LockPolicy::normal).collect(Collectors.toUnmodifiableSet());
  }

  /** Kept while its inputs are the same; and where they are not, its versions are preferred. */
  public static LockPolicy usual() {
    return new LockPolicy(false, Set.of(), Optional.empty(), false);
  }

  /** Whether a lock, or what is in it, may be kept at all. */
  boolean mayKeep(Lock lock, Instant now) {
    return !upgrade && maxAge.filter(age -> lock.oldest().plus(age).isBefore(now)).isEmpty();
  }

  /** Whether the version of a package may be kept. */
  boolean mayKeep(String name) {
    return !upgraded.contains(normal(name));
  }

  /** The name as package indexes compare it (PEP 503). */
  private static String normal(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
  }
}
