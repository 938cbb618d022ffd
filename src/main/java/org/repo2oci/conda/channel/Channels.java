package org.repo2oci.conda.channel;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.repo2oci.conda.spec.Subdirs;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;

/** Finds out which channels names and URLs mean (CEP 26, and conda's settings). */
public final class Channels {
  public static final String DEFAULT = "conda-forge";

  private static final String NO_DEFAULTS = "nodefaults";
  private static final String DEFAULTS = "defaults";
  private static final String LOCAL = "local";

  private final CondaSettings settings;
  private final Path folder;
  private final EventSink events;

  /**
   * Channels as settings say.
   *
   * @param folder that paths of channels are relative to
   */
  public Channels(CondaSettings settings, Path folder, EventSink events) {
    this.settings = settings;
    this.folder = folder;
    this.events = events;
  }

  /**
   * The channels to look in, the preferred ones first: those of the options alone where there are
   * any; else those of the file and, where it does not say {@code nodefaults}, those of the
   * settings or {@value #DEFAULT}.
   *
   * @throws org.repo2oci.failure.BuildFailure where one means nothing here
   */
  public List<Channel> inOrder(List<String> ofOptions, List<String> ofFile) {
    List<String> named = new ArrayList<>(ofOptions.isEmpty() ? ofFile : ofOptions);
    boolean only = !ofOptions.isEmpty() || ofFile.contains(NO_DEFAULTS);
    if (!only) {
      named.addAll(settings.channels().isEmpty() ? List.of(DEFAULT) : settings.channels());
    }
    Set<Channel> channels = new LinkedHashSet<>();
    boolean defaultsMissing = false;
    for (String name : named) {
      if (name.equals(NO_DEFAULTS) || name.equals(LOCAL)) {
        continue;
      }
      if (name.equals(DEFAULTS) && settings.defaultChannels().isEmpty()) {
        defaultsMissing = true;
        continue;
      }
      channels.addAll(resolve(name));
    }
    if (defaultsMissing) {
      events.accept(
          new BuildEvent.Warned(
              "The channel `defaults` is left out: no setting `default_channels` says what it is"));
    }
    if (channels.isEmpty()) {
      throw ChannelFailures.noChannels();
    }
    return List.copyOf(channels);
  }

  /** The channels that one name or URL means; several where it is a name for them. */
  public List<Channel> resolve(String text) {
    String name = text.strip();
    if (name.isEmpty()) {
      throw ChannelFailures.badName(text, "it is empty");
    }
    List<String> members =
        name.equals(DEFAULTS) ? settings.defaultChannels() : settings.multichannels().get(name);
    if (members == null || members.isEmpty()) {
      return List.of(one(name, Set.of()));
    }
    // A name of several inside a name of several would go round in circles.
    return members.stream().map(member -> one(member, Set.of(name))).toList();
  }

  private Channel one(String text, Set<String> groups) {
    String access = url(text);
    Optional<String> subdir = Optional.empty();
    int slash = access.lastIndexOf('/');
    if (Subdirs.isOne(access.substring(slash + 1))) {
      subdir = Optional.of(access.substring(slash + 1));
      access = access.substring(0, slash);
    }
    check(text, access);
    String url = ChannelUrls.withoutSecrets(access);
    String name = name(url);
    if (name.equals(url) && isName(text)) {
      // It was found by this name, so specs may use it.
      name =
          trimmed(subdir.map(end -> text.substring(0, text.length() - end.length())).orElse(text));
    }
    List<String> mirrors = mirrors(name, url);
    mirrors.forEach(mirror -> check(mirror, mirror));
    List<String> accesses = mirrors.isEmpty() ? List.of(access) : mirrors;
    return new Channel(name, url, accesses, subdir, groups);
  }

  /** By the channel's name, or by the longest part that its URL begins with. */
  private List<String> mirrors(String name, String url) {
    List<String> named = settings.mirrors().get(name);
    if (named != null) {
      return named.stream().map(Channels::trimmed).toList();
    }
    for (String known = url; ChannelUrls.isUrl(known); known = parent(known)) {
      List<String> mirrors = settings.mirrors().get(known);
      if (mirrors != null) {
        String rest = url.substring(known.length());
        return mirrors.stream().map(mirror -> trimmed(mirror) + rest).toList();
      }
    }
    return List.of();
  }

  private static void check(String text, String url) {
    try {
      URI uri = new URI(url);
      String scheme = String.valueOf(uri.getScheme());
      if (!Set.of("http", "https", "file").contains(scheme)) {
        throw ChannelFailures.badName(text, "`%s://` is not supported".formatted(scheme));
      }
      if (!scheme.equals("file") && uri.getHost() == null) {
        throw ChannelFailures.badName(text, "the URL names no host");
      }
      if (scheme.equals("file") && uri.getRawAuthority() != null) {
        throw ChannelFailures.badName(text, "a folder's URL looks like `file:///folder`");
      }
    } catch (java.net.URISyntaxException e) {
      throw ChannelFailures.badName(text, e.getReason());
    }
  }

  /** Where a name, path or URL is, without a slash at its end, with its secrets. */
  private String url(String text) {
    if (ChannelUrls.isUrl(text)) {
      return trimmed(text);
    }
    if (!isName(text)) {
      return ofPath(text);
    }
    String name = trimmed(text);
    for (String known = name; !known.isEmpty(); known = parent(known)) {
      String location = settings.customChannels().get(known);
      if (location != null) {
        return trimmed(ChannelUrls.isUrl(location) ? location : ofPath(location)) + "/" + name;
      }
    }
    List<String> mirrors = settings.mirrors().getOrDefault(name, List.of());
    if (settings.channelAlias().isEmpty() && !mirrors.isEmpty()) {
      return trimmed(mirrors.getFirst());
    }
    return alias(name) + "/" + name;
  }

  private static boolean isName(String text) {
    return !ChannelUrls.isUrl(text) && Stream.of("/", "./", "../", "~").noneMatch(text::startsWith);
  }

  /** As it is set; else where a URL in the settings has a channel of this name. */
  private String alias(String name) {
    String alias =
        settings
            .channelAlias()
            .or(() -> known(name))
            .orElseThrow(() -> ChannelFailures.withoutAlias(name));
    return ChannelUrls.isUrl(alias) ? trimmed(alias) : "https://" + trimmed(alias);
  }

  private Optional<String> known(String name) {
    return Stream.of(settings.channels(), settings.defaultChannels(), settings.mirrors().keySet())
        .flatMap(Collection::stream)
        .map(Channels::trimmed)
        .filter(url -> ChannelUrls.isUrl(url) && url.endsWith("/" + name))
        .map(url -> url.substring(0, url.length() - name.length() - 1))
        .findFirst();
  }

  private String ofPath(String text) {
    try {
      if (text.startsWith("~")) {
        throw ChannelFailures.badName(text, "a path begins with `/` or `./`");
      }
      return trimmed(folder.resolve(text).toAbsolutePath().normalize().toUri().toString());
    } catch (InvalidPathException e) {
      throw ChannelFailures.badName(text, "it is no path");
    }
  }

  /** Short where settings know the place; else the URL. */
  private String name(String url) {
    for (Map.Entry<String, String> custom : settings.customChannels().entrySet()) {
      String place = ChannelUrls.withoutSecrets(custom.getValue());
      String whole = place + "/" + custom.getKey();
      if (url.equals(whole) || url.startsWith(whole + "/")) {
        return url.substring(place.length() + 1);
      }
    }
    for (Map.Entry<String, List<String>> mirrored : settings.mirrors().entrySet()) {
      if (mirrored.getValue().stream().map(ChannelUrls::withoutSecrets).anyMatch(url::equals)) {
        return mirrored.getKey();
      }
    }
    Optional<String> alias =
        settings.channelAlias().map(text -> ChannelUrls.isUrl(text) ? text : "https://" + text);
    return alias
        .map(ChannelUrls::withoutSecrets)
        .filter(place -> url.startsWith(place + "/"))
        .map(place -> url.substring(place.length() + 1))
        .orElse(url);
  }

  private static String parent(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }

  private static String trimmed(String text) {
    int end = text.length();
    while (end > 1 && text.charAt(end - 1) == '/') {
      end--;
    }
    return text.substring(0, end);
  }
}
