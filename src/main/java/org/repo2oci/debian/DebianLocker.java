package org.repo2oci.debian;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.image.Digest;

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
   * Locks the base, what its configure step needs, and the toolboxes, in one go.
   *
   * @param architecture Debian's name for it, such as {@code amd64}
   * @throws BuildFailure where an index is unsigned, tampered with, out of date or of another
   *     suite, or where a package cannot be had
   */
  public LockedDebian lock(DebianDefinition definition, DebianMirror mirror, String architecture)
      throws IOException, InterruptedException {
    PackageIndex index = new PackageIndex(architecture);
    List<DebianIndex> indexes = new ArrayList<>();
    for (Suite suite : suites(definition, mirror)) {
      indexes.addAll(suite.read(index, definition.components(), architecture, fetcher));
    }

    SortedMap<String, DebianPackage> all = new TreeMap<>();
    SortedMap<String, DebianPackage> base = Closure.of(index, definition.packages(), true);
    all.putAll(base);
    SortedSet<String> configureOnly = new TreeSet<>();
    for (String name : definition.configureOnly()) {
      List<String> more = new ArrayList<>(definition.packages());
      more.add(name);
      Closure.of(index, more, true)
          .forEach((member, chosen) -> {
            if (!base.containsKey(member)) {
              configureOnly.add(member);
              all.put(member, chosen);
            }
          });
    }
    SortedMap<String, SortedSet<String>> toolboxes = new TreeMap<>();
    definition
        .toolboxes()
        .forEach((name, packages) -> {
          SortedMap<String, DebianPackage> members = Closure.of(index, packages, false);
          all.putAll(members);
          toolboxes.put(name, new TreeSet<>(members.keySet()));
        });
    SortedSet<String> requested = new TreeSet<>(base.keySet());
    requested.retainAll(new TreeSet<>(definition.packages()));
    return new LockedDebian(
        indexes,
        all.values().stream().map(DebianLocker::locked).toList(),
        requested,
        new TreeSet<>(base.keySet()),
        configureOnly,
        toolboxes);
  }

  private List<Suite> suites(DebianDefinition definition, DebianMirror mirror)
      throws IOException, InterruptedException {
    ArchiveKeys keys = definition.keys();
    Map<String, DebianIndex.Archive> wanted = new LinkedHashMap<>();
    wanted.put(definition.suite(), DebianIndex.Archive.MAIN);
    wanted.put(definition.suite() + "-updates", DebianIndex.Archive.MAIN);
    wanted.put(definition.suite() + "-security", DebianIndex.Archive.SECURITY);
    List<Suite> suites = new ArrayList<>();
    for (Map.Entry<String, DebianIndex.Archive> entry : wanted.entrySet()) {
      String name = entry.getKey();
      DebianIndex.Archive archive = entry.getValue();
      Optional<URI> root = mirror.root(archive);
      if (root.isPresent()) {
        boolean required = archive == DebianIndex.Archive.MAIN || mirror.securityRequired();
        Optional<byte[]> message = table(Suite.table(name, root.get()), required);
        if (message.isPresent()) {
          suites.add(Suite.open(name, archive, root.get(), message.get(), keys, clock));
        }
      }
    }
    return suites;
  }

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

  private static LockedDeb locked(DebianPackage chosen) {
    return new LockedDeb(
        chosen.name(),
        chosen.version().text(),
        chosen.architecture(),
        chosen.index(),
        chosen.path(),
        chosen.size(),
        new Digest(chosen.sha256()));
  }
}
