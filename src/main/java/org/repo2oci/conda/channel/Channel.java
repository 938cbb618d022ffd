package org.repo2oci.conda.channel;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.repo2oci.conda.spec.TextMatcher;

/** A place with an index for each platform. Two are equal where they are called the same. */
public final class Channel {
  private final String name;
  private final String url;
  private final List<String> accesses;
  private final Optional<String> onlySubdir;
  private final Set<String> groups;

  /**
   * A channel.
   *
   * @param name as conda shows it and writes it into {@code conda-meta}: short where the settings
   *     know its place, else the URL without a login
   * @param url without subdirectory, login, token and final slash
   * @param accesses URLs to read from, the best first: mirrors perhaps, with login and token
   * @param onlySubdir where only one platform's part is meant
   * @param groups names that stand for several channels, this one among them
   */
  Channel(
      String name,
      String url,
      List<String> accesses,
      Optional<String> onlySubdir,
      Set<String> groups) {
    this.name = name;
    this.url = url;
    this.accesses = List.copyOf(accesses);
    this.onlySubdir = onlySubdir;
    this.groups = Set.copyOf(groups);
  }

  public String name() {
    return name;
  }

  /** Without subdirectory, login, token and final slash. */
  public String url() {
    return url;
  }

  /** URLs to read from; they may carry secrets and are never shown. */
  List<String> accesses() {
    return accesses;
  }

  /** Where only one platform's part is meant. */
  Optional<String> onlySubdir() {
    return onlySubdir;
  }

  /**
   * Where to download what has a URL of this channel, the best place first. They may carry secrets:
   * for a {@code Fetcher}, never for people or files.
   *
   * @param archive a URL as {@link ChannelRecord#url()} has it
   */
  public List<URI> downloads(String archive) {
    if (!archive.startsWith(url + "/")) {
      return List.of(URI.create(archive));
    }
    String rest = archive.substring(url.length());
    return accesses.stream().map(access -> URI.create(access + rest)).toList();
  }

  /** Whether a spec's {@code channel::} means this one; it may have a {@code *} in it. */
  public boolean isCalled(String wanted) {
    String plain = ChannelUrls.withoutSecrets(wanted);
    TextMatcher matcher = TextMatcher.parse(plain);
    return matcher.matches(name) || matcher.matches(url) || groups.contains(plain);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Channel channel && channel.url.equals(url);
  }

  @Override
  public int hashCode() {
    return url.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
