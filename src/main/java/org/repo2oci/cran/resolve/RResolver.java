package org.repo2oci.cran.resolve;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.repo2oci.cran.LockedR;
import org.repo2oci.cran.RVersion;
import org.repo2oci.cran.index.CranIndex;
import org.repo2oci.cran.index.OfferedR;
import org.repo2oci.cran.spec.RDependency;
import org.repo2oci.failure.BuildFailure;

/**
 * Chooses packages as {@code install.packages()} does: what is named in the latest version that is
 * for this R, and of what that needs only what is not there already.
 */
public final class RResolver {
  /** What every R is made of. */
  private static final Set<String> OF_R =
      Set.of(
          "R",
          "base",
          "compiler",
          "datasets",
          "graphics",
          "grDevices",
          "grid",
          "methods",
          "parallel",
          "splines",
          "stats",
          "stats4",
          "tcltk",
          "tools",
          "utils",
          "translations");

  private final CranIndex index;
  private final Map<String, RVersion> installed;
  private final ArchiveReader archives;
  private final List<String> notes = new ArrayList<>();

  /**
   * @param installed packages of the image, their names in lower case
   */
  public RResolver(CranIndex index, Map<String, RVersion> installed, ArchiveReader archives) {
    this.index = index;
    this.installed = Map.copyOf(installed);
    this.archives = archives;
  }

  /** What was not chosen and why, for people. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /**
   * Chooses, and reads every archive that is chosen.
   *
   * @return each after what it needs
   * @throws BuildFailure where something that is required cannot be had
   */
  public List<LockedR> resolve(List<Wanted> wanted) throws IOException, InterruptedException {
    Map<String, OfferedR> chosen = new LinkedHashMap<>();
    Map<String, Wanted> pinned = new LinkedHashMap<>();
    Set<String> requested = new TreeSet<>();
    for (Wanted one : wanted) {
      String name = one.dependency().name();
      if (OF_R.contains(name)) {
        continue;
      }
      if (one.pinned()) {
        pinned.put(name, one);
        requested.add(name);
      } else if (!one.required() || !isThere(one.dependency())) {
        // A description is content with what is there; a script's call is not.
        requested.add(name);
        add(one, chosen);
      }
    }
    List<ArchiveReader.Asked> asked = new ArrayList<>();
    chosen.forEach((name, offer) -> {
      if (!pinned.containsKey(name)) {
        asked.add(new ArchiveReader.Asked(offer, requested.contains(name)));
      }
    });
    for (Wanted one : pinned.values()) {
      asked.add(pinned(one));
    }
    return sorted(archives.read(asked));
  }

  private ArchiveReader.Asked pinned(Wanted wanted) {
    String name = wanted.dependency().name();
    RVersion version = new RVersion(wanted.dependency().version());
    Optional<OfferedR> latest = index.find(name).filter(offer -> offer.version().equals(version));
    return latest
        .map(offer -> new ArchiveReader.Asked(offer, true))
        .orElseGet(() ->
            new ArchiveReader.Asked(
                name, version, index.archived(name, version.text()), wanted.origin()));
  }

  private void add(Wanted wanted, Map<String, OfferedR> chosen) {
    Map<String, OfferedR> own = new LinkedHashMap<>();
    Optional<String> missing = closure(wanted, chosen, own);
    if (missing.isEmpty()) {
      chosen.putAll(own);
      return;
    }
    if (wanted.required()) {
      String name = wanted.dependency().name();
      List<String> similar = index.similarTo(name);
      BuildFailure failure =
          BuildFailure.input(
              "Cannot lock the R package `%s` of %s: %s"
                  .formatted(name, wanted.origin(), missing.get()));
      throw similar.isEmpty()
          ? failure.withHint(
              "Give a repository that has it with `--cran-mirror URL`, or install it in install.R")
          : failure.withHint("Did you mean `%s`?".formatted(String.join("`, `", similar)));
    }
    notes.add(
        "`%s` is left to %s: %s"
            .formatted(wanted.dependency().name(), wanted.origin(), missing.get()));
  }

  /** What a package brings; the answer is what stands against it. */
  private Optional<String> closure(
      Wanted wanted, Map<String, OfferedR> chosen, Map<String, OfferedR> own) {
    List<RDependency> open = new ArrayList<>(List.of(wanted.dependency()));
    Set<String> optional = new TreeSet<>();
    for (int i = 0; i < open.size(); i++) {
      RDependency next = open.get(i);
      String name = next.name();
      boolean first = i == 0;
      if (OF_R.contains(name)
          || chosen.containsKey(name)
          || own.containsKey(name)
          || (!first && isThere(next))) {
        continue;
      }
      Optional<OfferedR> offer = index.find(name).filter(found -> next.allows(found.version()));
      if (offer.isEmpty()) {
        if (optional.contains(name)) {
          continue;
        }
        return Optional.of(
            first
                ? "no repository has it for this R"
                : "no repository has `%s`, which it needs".formatted(next));
      }
      own.put(name, offer.get());
      open.addAll(offer.get().needs());
      if (first && wanted.suggests()) {
        offer
            .get()
            .suggests()
            .forEach(suggested -> {
              optional.add(suggested.name());
              open.add(suggested);
            });
      }
    }
    return Optional.empty();
  }

  private boolean isThere(RDependency dependency) {
    RVersion version = installed.get(dependency.name().toLowerCase(Locale.ROOT));
    return version != null && dependency.allows(version);
  }

  /** Each after what it needs; else by name. */
  private static List<LockedR> sorted(List<LockedR> packages) {
    Map<String, LockedR> byName = new TreeMap<>();
    packages.forEach(one -> byName.put(one.name(), one));
    Map<String, LockedR> sorted = new LinkedHashMap<>();
    Set<String> open = new LinkedHashSet<>();
    byName.keySet().forEach(name -> visit(name, byName, sorted, open));
    return List.copyOf(sorted.values());
  }

  private static void visit(
      String name, Map<String, LockedR> all, Map<String, LockedR> sorted, Set<String> open) {
    LockedR one = all.get(name);
    if (one == null || sorted.containsKey(name) || !open.add(name)) {
      return;
    }
    one.needs().forEach(needed -> visit(needed, all, sorted, open));
    sorted.put(name, one);
  }
}
