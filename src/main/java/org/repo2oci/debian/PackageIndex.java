package org.repo2oci.debian;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.repo2oci.failure.Spelling;

/** The packages of several suites for one architecture; of each name the highest version. */
final class PackageIndex {
  private static final Comparator<DebianPackage> PREFERRED =
      Comparator.comparing(DebianPackage::priority).thenComparing(DebianPackage::name);

  private final String architecture;
  private final Map<String, DebianPackage> packages = new HashMap<>();
  private final Map<String, List<DebianPackage>> providers = new HashMap<>();
  private final Map<String, List<AptRequest>> pins = new HashMap<>();
  private final Map<String, Set<String>> refused = new HashMap<>();

  PackageIndex(String architecture) {
    this(architecture, List.of());
  }

  /**
   * @param requests whose versions leave out all others of their packages
   */
  PackageIndex(String architecture, List<AptRequest> requests) {
    this.architecture = architecture;
    requests.stream()
        .filter(request -> request.version().isPresent())
        .forEach(request ->
            pins.computeIfAbsent(request.name(), name -> new ArrayList<>()).add(request));
  }

  /** Adds the packages of a suite from its uncompressed {@code Packages} file. */
  void add(String index, InputStream text) throws IOException {
    Paragraphs.stream(
        text,
        DebianPackage.FIELDS::contains,
        fields -> {
          String of = fields.getOrDefault("architecture", "");
          if (of.equals(architecture) || of.equals("all")) {
            DebianPackage found = DebianPackage.of(index, fields);
            if (!pins.getOrDefault(found.name(), List.of()).stream()
                .allMatch(pin -> pin.allows(found.version()))) {
              refused
                  .computeIfAbsent(found.name(), name -> new TreeSet<>())
                  .add(found.version().text());
              return;
            }
            packages.merge(
                found.name(),
                found,
                (known, other) -> other.version().compareTo(known.version()) > 0 ? other : known);
          }
        });
    providers.clear();
  }

  Optional<DebianPackage> find(String name) {
    return Optional.ofNullable(packages.get(name));
  }

  /** Versions of a package that no request wants. */
  Set<String> refused(String name) {
    return refused.getOrDefault(name, Set.of());
  }

  Collection<DebianPackage> all() {
    return packages.values();
  }

  /** The packages that satisfy an alternative: the one of that name first, then providers. */
  List<DebianPackage> candidates(Dependency.Alternative wanted) {
    if (!wanted.architecture().map(this::isOurs).orElse(true)) {
      return List.of();
    }
    List<DebianPackage> candidates = new ArrayList<>();
    find(wanted.name()).filter(own -> own.is(wanted)).ifPresent(candidates::add);
    providers().getOrDefault(wanted.name(), List.of()).stream()
        .filter(provider -> provider.provides(wanted) && !candidates.contains(provider))
        .sorted(PREFERRED)
        .forEach(candidates::add);
    return candidates;
  }

  private boolean isOurs(String wanted) {
    return wanted.equals("any") || wanted.equals("native") || wanted.equals(architecture);
  }

  private Map<String, List<DebianPackage>> providers() {
    if (providers.isEmpty()) {
      for (DebianPackage provider : packages.values()) {
        for (Dependency provided : Dependency.parseAll(provider.provides())) {
          for (Dependency.Alternative alternative : provided.alternatives()) {
            providers.computeIfAbsent(alternative.name(), name -> new ArrayList<>()).add(provider);
          }
        }
      }
    }
    return providers;
  }

  /** Names that look like this one, nearest first. */
  List<String> similarTo(String name) {
    record Near(String name, int distance) {}
    int limit = Math.max(1, name.length() / 3);
    return packages.keySet().stream()
        .filter(other -> Math.abs(other.length() - name.length()) <= limit)
        .map(other -> new Near(other, Spelling.distance(name, other)))
        .filter(near -> near.distance() <= limit)
        .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
        .limit(3)
        .map(Near::name)
        .toList();
  }
}
