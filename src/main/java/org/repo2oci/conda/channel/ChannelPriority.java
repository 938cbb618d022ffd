package org.repo2oci.conda.channel;

import java.util.Locale;
import java.util.Optional;

/** What a channel's place in the order means (conda's {@code channel_priority}). */
public enum ChannelPriority {
  /** A name that a channel has is taken from no channel behind it. */
  STRICT,
  /** Channels behind are used where nothing else is a solution. */
  FLEXIBLE,
  /** The version decides; the channel only between equals. */
  DISABLED;

  /** As conda writes it, with the older {@code true} and {@code false}. */
  static Optional<ChannelPriority> parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "strict" -> Optional.of(STRICT);
      case "flexible", "true", "yes" -> Optional.of(FLEXIBLE);
      case "disabled", "false", "no" -> Optional.of(DISABLED);
      default -> Optional.empty();
    };
  }
}
