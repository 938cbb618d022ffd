package org.repo2oci.debian;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Fetcher;

/** Chooses the Debian packages of a build from the signed indexes of a mirror. */
public final class DebianLocker {
  private final Fetcher fetcher;
  private final EventSink events;
  private final Clock clock;

  /**
   * @param clock what indexes are too old, or from the future, by
   */
  public DebianLocker(Fetcher fetcher, EventSink events, Clock clock) {
    this.fetcher = fetcher;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Asks for the signed tables of contents, and nothing else yet.
   *
   * @param architecture Debian's name for it, such as {@code amd64}
   * @throws BuildFailure where one is unsigned, tampered with, out of date or of another suite
   */
  public DebianOffer offer(DebianDefinition definition, DebianMirror mirror, String architecture)
      throws IOException, InterruptedException {
    return offer(definition, mirror, architecture, List.of());
  }

  /**
   * The same with packages of the user's own.
   *
   * @param added to the base
   */
  public DebianOffer offer(
      DebianDefinition definition, DebianMirror mirror, String architecture, List<AptRequest> added)
      throws IOException, InterruptedException {
    return offer(definition, mirror, architecture, List.of(), added);
  }

  /**
   * The same with packages of buildpacks.
   *
   * @param features above the base
   * @param added above those
   */
  public DebianOffer offer(
      DebianDefinition definition,
      DebianMirror mirror,
      String architecture,
      List<Feature> features,
      List<AptRequest> added)
      throws IOException, InterruptedException {
    return new DebianOffer(
        definition, architecture, suites(definition, mirror), fetcher, features, added);
  }

  /**
   * Locks the base, what its configure step needs, and the toolboxes, in one go.
   *
   * @param architecture Debian's name for it, such as {@code amd64}
   * @throws BuildFailure where an index is unsigned, tampered with, out of date or of another
   *     suite, or where a package cannot be had
   */
  public LockedDebian lock(DebianDefinition definition, DebianMirror mirror, String architecture)
      throws IOException, InterruptedException {
    return offer(definition, mirror, architecture).lock();
  }

  private List<Suite> suites(DebianDefinition definition, DebianMirror mirror)
      throws IOException, InterruptedException {
    Map<String, DebianIndex.Archive> wanted = new LinkedHashMap<>();
    wanted.put(definition.suite(), DebianIndex.Archive.MAIN);
    wanted.put(definition.suite() + "-updates", DebianIndex.Archive.MAIN);
    wanted.put(definition.suite() + "-security", DebianIndex.Archive.SECURITY);
    List<Message> messages = new ArrayList<>();
    for (Map.Entry<String, DebianIndex.Archive> entry : wanted.entrySet()) {
      String name = entry.getKey();
      DebianIndex.Archive archive = entry.getValue();
      Optional<URI> root = mirror.root(archive);
      if (root.isPresent()) {
        boolean required = archive == DebianIndex.Archive.MAIN || mirror.securityRequired();
        Optional<byte[]> message = table(Suite.table(name, root.get()), required);
        if (message.isPresent()) {
          messages.add(new Message(name, archive, root.get(), message.get()));
        }
      }
    }
    ArchiveKeys keys = definition.keys();
    return messages.stream()
        .map(one -> Suite.open(one.suite(), one.archive(), one.root(), one.text(), keys, clock))
        .toList();
  }

  /** A table of contents that is not checked yet. */
  private record Message(String suite, DebianIndex.Archive archive, URI root, byte[] text) {}

  /** The bytes of a table of contents; none where it may be missing, and is. */
  private Optional<byte[]> table(URI uri, boolean required)
      throws IOException, InterruptedException {
    try {
      return Optional.of(fetcher.get(uri, Map.of()));
    } catch (BuildFailure e) {
      if (required) {
        throw e;
      }
      events.accept(
          new BuildEvent.Warned("No security updates beside the Debian mirror: " + e.message()));
      return Optional.empty();
    }
  }
}
