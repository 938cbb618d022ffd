package org.repo2oci.debian;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.image.Digest;

/** What a mirror offers today, its signatures checked, and what a definition takes of it. */
public final class DebianOffer {
  private final DebianDefinition definition;
  private final String architecture;
  private final List<Suite> suites;
  private final Fetcher fetcher;
  private final List<Feature> features;
  private final List<AptRequest> added;

  DebianOffer(
      DebianDefinition definition,
      String architecture,
      List<Suite> suites,
      Fetcher fetcher,
      List<Feature> features,
      List<AptRequest> added) {
    this.definition = definition;
    this.architecture = architecture;
    this.suites = List.copyOf(suites);
    this.fetcher = fetcher;
    this.features = features.stream().sorted(Comparator.comparing(Feature::name)).toList();
    this.added = List.copyOf(added);
  }

  /** Equal keys give equal locks: what the suites say of themselves, and what is wanted. */
  public Digest key() {
    StringBuilder text = new StringBuilder("debian lock 1\n").append(architecture).append('\n');
    for (Suite suite : suites) {
      text.append(suite.name()).append(' ').append(suite.archive()).append(' ');
      text.append(suite.message()).append('\n');
    }
    text.append(definition.components()).append(definition.packages());
    text.append(definition.configureOnly()).append(definition.toolboxes());
    features.forEach(feature -> text.append('\n').append(feature));
    added.forEach(request -> text.append('\n').append(request));
    return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads the indexes and chooses.
   *
   * @throws BuildFailure where an index is tampered with, or where a package cannot be had
   */
  public LockedDebian lock() throws IOException, InterruptedException {
    PackageIndex index = new PackageIndex(architecture, added);
    List<DebianIndex> indexes = new ArrayList<>();
    for (Suite suite : suites) {
      indexes.addAll(suite.read(index, definition.components(), architecture, fetcher));
    }

    RequestedPackages.check(index, added);

    SortedMap<String, DebianPackage> all = new TreeMap<>();
    SortedMap<String, DebianPackage> base = base(index);
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
    List<String> names = added.stream().map(AptRequest::name).distinct().toList();
    SortedMap<String, DebianPackage> there = new TreeMap<>(base);
    SortedMap<String, LockedDebian.Added> features = new TreeMap<>();
    SortedMap<String, List<String>> boxes = new TreeMap<>(definition.toolboxes());
    for (Feature feature : this.features) {
      List<String> wanted =
          feature.packages().stream()
              .map(one -> RequestedPackages.ofAlternatives(index, there, one))
              .toList();
      SortedMap<String, DebianPackage> own = Closure.beyond(index, there, wanted);
      there.putAll(own);
      features.put(
          feature.name(),
          new LockedDebian.Added(new TreeSet<>(wanted), new TreeSet<>(own.keySet())));
      feature
          .toolboxes()
          .forEach((name, packages) ->
              boxes.put(
                  name,
                  packages.stream()
                      .map(one ->
                          index.find(one).isPresent()
                              ? one
                              : RequestedPackages.ofAlternatives(index, there, one))
                      .toList()));
    }
    SortedMap<String, DebianPackage> above = Closure.beyond(index, there, names);
    all.putAll(there);
    all.putAll(above);
    SortedMap<String, SortedSet<String>> toolboxes = new TreeMap<>();
    boxes.forEach((name, packages) -> {
      SortedMap<String, DebianPackage> members =
          RequestedPackages.toolbox(index, name, packages, names);
      all.putAll(members);
      toolboxes.put(name, new TreeSet<>(members.keySet()));
    });
    SortedSet<String> requested = new TreeSet<>(base.keySet());
    requested.retainAll(new TreeSet<>(definition.packages()));
    return new LockedDebian(
        indexes,
        all.values().stream().map(DebianOffer::locked).toList(),
        requested,
        new TreeSet<>(base.keySet()),
        configureOnly,
        toolboxes,
        features,
        new LockedDebian.Added(new TreeSet<>(names), new TreeSet<>(above.keySet())));
  }

  /** What is essential to Debian comes with it, but only where there is to be a base at all. */
  private SortedMap<String, DebianPackage> base(PackageIndex index) {
    return definition.packages().isEmpty()
        ? new TreeMap<>()
        : Closure.of(index, definition.packages(), true);
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
