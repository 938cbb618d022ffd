package org.repo2oci.conda.channel;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.repo2oci.conda.spec.TextMatcher;

/** A place with an index for each platform. Two are equal where they are called the same. */
public final class Channel {
  private final String name;
  private final String url;
  private final String access;
  private final Set<String> groups;

  /**
   * A channel.
   *
   * @param name as conda shows it and writes it into {@code conda-meta}: short where the settings
   *     know its place, else the URL without a login
   * @param url without subdirectory, login, token and final slash
   * @param access the URL to read from: a mirror's perhaps, with login and token
   * @param groups names that stand for several channels, this one among them
   */
  Channel(String name, String url, String access, Set<String> groups) {
    this.name = name;
    this.url = url;
    this.access = access;
    this.groups = Set.copyOf(groups);
  }

  public String name() {
    return name;
  }

  /** Without subdirectory, login, token and final slash. */
  public String url() {
    return url;
  }

  /** The URL to read from; it may carry a secret and is never shown. */
  String access() {
    return access;
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
