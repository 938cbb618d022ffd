package org.repo2oci.build;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.channel.Channel;
import org.repo2oci.conda.channel.ChannelPriority;
import org.repo2oci.conda.channel.Channels;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.index.IndexUrls;

/** The channels that a build may use. */
final class CondaChannels {
  private final CondaRequest request;
  private final Channels channels;

  /**
   * @param folder of the repository, to which paths of channels are relative
   */
  CondaChannels(CondaRequest request, Path folder, EventSink events) {
    this.request = request;
    this.channels = new Channels(request.settings(), folder, events);
  }

  /** The channels to look in, the preferred ones first. */
  List<Channel> inOrder(List<String> ofFile) {
    return channels.inOrder(request.channels(), ofFile);
  }

  /** What decides where records come from; without secrets. */
  @Override
  public String toString() {
    return "%s %s %s".formatted(request.settings(), request.channels(), alias());
  }

  /** What the machine's settings of conda say of the network, as variables. */
  Map<String, String> network() {
    return request.settings().networkVariables();
  }

  /** What in those settings is not honoured, and why. */
  List<String> warnings() {
    return request.settings().warnings();
  }

  private String alias() {
    return request.settings().channelAlias().map(IndexUrls::withoutLogin).orElse("");
  }

  ChannelPriority priority() {
    return request.settings().channelPriority().orElse(ChannelPriority.STRICT);
  }

  /** Where to get an archive: with mirrors and logins, which a lock never has; the best first. */
  List<URI> downloads(LockedConda locked) {
    try {
      return channels.resolve(locked.channel()).stream()
          .flatMap(channel -> channel.downloads(locked.url()).stream())
          .distinct()
          .toList();
    } catch (BuildFailure unknownHere) {
      return List.of(URI.create(locked.url()));
    }
  }
}
