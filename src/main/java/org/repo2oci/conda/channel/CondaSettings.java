package org.repo2oci.conda.channel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What conda's settings say of channels (conda's manual, "Using the .condarc conda configuration
 * file"). URLs may carry secrets.
 *
 * @param channelAlias the URL that named channels are under
 * @param channels to look in besides those of an environment's file
 * @param defaultChannels what {@code defaults} stands for
 * @param customChannels URLs that hold the channels of these names
 * @param multichannels names that stand for several channels
 * @param mirrors URLs to read channels from, by the channel's name or URL
 * @param proxies by scheme, {@code http} and {@code https}
 * @param sslVerify a PEM file, {@code false} or {@code true}
 * @param warnings settings that are not honoured
 */
public record CondaSettings(
    Optional<String> channelAlias,
    List<String> channels,
    List<String> defaultChannels,
    Map<String, String> customChannels,
    Map<String, List<String>> multichannels,
    Map<String, List<String>> mirrors,
    Optional<ChannelPriority> channelPriority,
    Map<String, String> proxies,
    Optional<String> sslVerify,
    List<String> warnings) {
  public CondaSettings {
    channels = List.copyOf(channels);
    defaultChannels = List.copyOf(defaultChannels);
    customChannels = Map.copyOf(customChannels);
    multichannels = Map.copyOf(multichannels);
    mirrors = Map.copyOf(mirrors);
    proxies = Map.copyOf(proxies);
    warnings = List.copyOf(warnings);
  }

  /** Nothing set. */
  public static CondaSettings none() {
    return new CondaSettings(
        Optional.empty(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        List.of());
  }

  /** The same with another alias, which wins. */
  public CondaSettings withAlias(String alias) {
    return new CondaSettings(
        Optional.of(alias),
        channels,
        defaultChannels,
        customChannels,
        multichannels,
        mirrors,
        channelPriority,
        proxies,
        sslVerify,
        warnings);
  }

  /** These settings over others: single ones win, lists come first, entries replace entries. */
  CondaSettings over(CondaSettings other) {
    return new CondaSettings(
        channelAlias.or(other::channelAlias),
        joined(other, CondaSettings::channels),
        joined(other, CondaSettings::defaultChannels),
        merged(other, CondaSettings::customChannels),
        merged(other, CondaSettings::multichannels),
        merged(other, CondaSettings::mirrors),
        channelPriority.or(other::channelPriority),
        merged(other, CondaSettings::proxies),
        sslVerify.or(other::sslVerify),
        joined(other, CondaSettings::warnings));
  }

  private List<String> joined(CondaSettings other, Function<CondaSettings, List<String>> list) {
    return new ArrayList<>(
        Stream.concat(list.apply(this).stream(), list.apply(other).stream()).distinct().toList());
  }

  private <T> Map<String, T> merged(
      CondaSettings other, Function<CondaSettings, Map<String, T>> map) {
    Map<String, T> merged = new LinkedHashMap<>(map.apply(other));
    merged.putAll(map.apply(this));
    return merged;
  }

  /**
   * Variables that say of the network what conda's settings say, for programs and settings that
   * read variables; those that the environment has win over them.
   */
  public Map<String, String> networkVariables() {
    Map<String, String> variables = new LinkedHashMap<>();
    proxies.forEach((scheme, url) -> variables.put(scheme + "_proxy", url));
    sslVerify
        .filter(file -> file.startsWith("/"))
        .ifPresent(file -> variables.put("SSL_CERT_FILE", file));
    return variables;
  }

  /** Secrets are left out. */
  @Override
  public String toString() {
    return "CondaSettings[channels=%s, priority=%s]"
        .formatted(channels.stream().map(ChannelUrls::withoutSecrets).toList(), channelPriority);
  }
}
