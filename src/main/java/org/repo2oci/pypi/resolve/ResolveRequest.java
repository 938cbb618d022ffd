package org.repo2oci.pypi.resolve;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.repo2oci.image.Digest;
import org.repo2oci.pypi.index.IndexSettings;
import org.repo2oci.pypi.index.PackageIndex;
import org.repo2oci.pypi.spec.Requirements;

/**
 * What is to be resolved.
 *
 * @param repository the checkout; local requirements lie in it
 * @param previous versions of an earlier lock by normal name; they are preferred to the server's
 * @param installed what is there already, and stays
 */
public record ResolveRequest(
    Path repository,
    Requirements user,
    ServerSet server,
    SortedMap<String, String> previous,
    IndexSettings settings,
    PythonTarget target,
    List<InstalledDistribution> installed) {
  public ResolveRequest {
    previous = new TreeMap<>(previous);
    installed = List.copyOf(installed);
  }

  /** Without an earlier lock. */
  public ResolveRequest(
      Path repository,
      Requirements user,
      ServerSet server,
      IndexSettings settings,
      PythonTarget target) {
    this(repository, user, server, new TreeMap<>(), settings, target, List.of());
  }

  /** The same on top of what is installed already. */
  public ResolveRequest on(List<InstalledDistribution> there) {
    return new ResolveRequest(repository, user, server, previous, settings, target, there);
  }

  /** The same with versions that are preferred to the server's, by normal name. */
  public ResolveRequest keepingTo(SortedMap<String, String> versions) {
    return new ResolveRequest(repository, user, server, versions, settings, target, installed);
  }

  /** The settings with what the user's files add. */
  public IndexSettings indexes() {
    return settings.with(user.options());
  }

  SortedMap<String, String> preferences() {
    SortedMap<String, String> all = new TreeMap<>(server.preferences());
    all.putAll(previous);
    return all;
  }

  /**
   * Changes with everything that is asked for: a lock made for this key holds while it is the same.
   * What an index answers is not part of it, and neither is an earlier lock, nor what is installed
   * already.
   *
   * @param repository changes with those of the repository's other files that decide too; empty
   *     where none does
   */
  public Digest key(String repository) {
    if (repository.isEmpty() && user.needsRepository()) {
      throw new IllegalArgumentException("the repository's files decide too");
    }
    StringBuilder text = new StringBuilder("python 1\n");
    user.files().forEach(file -> text.append(file.name()).append('\n').append(file.text()));
    text.append(user.options()).append('\n');
    server.requirements().forEach(line -> text.append(line).append('\n'));
    text.append(server.preferences()).append(server.exclusions()).append('\n');
    for (PackageIndex index : indexes().indexes()) {
      text.append(org.repo2oci.pypi.index.IndexUrls.withoutLogin(index.url())).append('\n');
    }
    text.append(indexes().findLinks()).append(indexes().noIndex());
    text.append(settings.strategy()).append(settings.excludeNewer()).append(target);
    text.append(repository.isEmpty() ? "" : "\n" + repository);
    return Digest.of(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
