package org.repo2oci.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.repo2oci.cran.LockedR;
import org.repo2oci.cran.RDefinition;
import org.repo2oci.cran.install.NativeNeeds;
import org.repo2oci.cran.install.RPackageBuilder;
import org.repo2oci.debian.LockedDeb;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.debian.SharedLibraries;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;
import org.repo2oci.lock.REnvironment;

/**
 * Says which R packages of an image are linked to libraries that it has not: such a package is
 * installed like any other, and fails when it is loaded. Nothing is run for it; what was not on
 * this machine was looked at where it was made.
 */
final class RLibraries {
  private static final String KIND = "r-missing-libraries";
  private static final int SHOWN = 8;

  private final Workshop workshop;
  private final REnvironment r;
  private final LockedDebian debian;
  private final RPackageBuilder builder;
  private final SharedLibraries libraries;
  private final Set<String> own;
  private boolean said;

  /**
   * @param own names of libraries that the R itself brings
   */
  RLibraries(
      Workshop workshop,
      RDefinition definition,
      REnvironment r,
      LockedDebian debian,
      RPackageBuilder builder,
      Set<String> own) {
    this.workshop = workshop;
    this.r = r;
    this.debian = debian;
    this.builder = builder;
    this.libraries = new SharedLibraries(workshop.store(), debian, definition.sharedLibraries());
    this.own = new HashSet<>(own);
    this.own.addAll(definition.ownLibraries());
  }

  /** The Debian package with a library that a program did not find. */
  Optional<String> packageOf(String library) {
    try {
      return libraries.packageOf(library);
    } catch (IOException _) {
      // It is for a hint.
      return Optional.empty();
    }
  }

  /** Warns of the packages of the lock, once. */
  synchronized void warn() throws IOException, InterruptedException {
    if (said) {
      return;
    }
    said = true;
    Digest key = key();
    Optional<byte[]> known = workshop.store().record(KIND, key);
    String text =
        known.isPresent()
            ? new String(known.get(), StandardCharsets.UTF_8)
            : told(locked(), new TreeMap<>());
    if (known.isEmpty()) {
      workshop.store().putRecord(KIND, key, text.getBytes(StandardCharsets.UTF_8));
    }
    warn(text);
  }

  /**
   * Warns of packages that a step has installed.
   *
   * @param changes what it left, from the root
   */
  void warn(FileTree changes) throws IOException, InterruptedException {
    String library = r.library().substring(1) + "/";
    SortedMap<String, FileTree.Builder> packages = new TreeMap<>();
    for (Map.Entry<String, Node> one : changes.nodes().entrySet()) {
      String path = one.getKey();
      int end = path.indexOf('/', library.length());
      if (path.startsWith(library) && end > 0) {
        packages
            .computeIfAbsent(path.substring(library.length(), end), _ -> FileTree.builder())
            .put(path, one.getValue());
      }
    }
    SortedMap<String, NativeNeeds> needs = new TreeMap<>();
    for (Map.Entry<String, FileTree.Builder> one : packages.entrySet()) {
      needs.put(one.getKey(), NativeNeeds.of(one.getValue().build()));
    }
    if (!needs.isEmpty()) {
      SortedMap<String, NativeNeeds> beside = locked();
      beside.keySet().removeAll(needs.keySet());
      warn(told(needs, beside));
    }
  }

  private void warn(String text) {
    if (!text.isEmpty()) {
      workshop.events().accept(new BuildEvent.Warned(text));
    }
  }

  private Digest key() throws IOException, InterruptedException {
    StringBuilder text = new StringBuilder("missing libraries 1\n").append(own);
    for (LockedDeb deb : debian.imagePackages()) {
      text.append('\n').append(deb.sha256());
    }
    for (LockedR one : r.packages()) {
      text.append('\n').append(builder.key(one));
    }
    return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private SortedMap<String, NativeNeeds> locked() throws IOException, InterruptedException {
    SortedMap<String, NativeNeeds> all = new TreeMap<>();
    for (LockedR one : r.packages()) {
      builder.needs(one).ifPresent(needs -> all.put(one.name(), needs));
    }
    return all;
  }

  /**
   * What is missing, for people; empty where nothing is.
   *
   * @param beside packages that are in the library too
   */
  private String told(
      SortedMap<String, NativeNeeds> packages, SortedMap<String, NativeNeeds> beside)
      throws IOException {
    Set<String> there = new HashSet<>(own);
    beside.values().forEach(needs -> there.addAll(needs.offered()));
    packages.values().forEach(needs -> there.addAll(needs.offered()));
    Map<String, Set<String>> missing = new TreeMap<>();
    Map<String, Boolean> asked = new TreeMap<>();
    for (Map.Entry<String, NativeNeeds> one : packages.entrySet()) {
      for (String library : one.getValue().needed()) {
        if (there.contains(library)) {
          continue;
        }
        Boolean known = asked.get(library);
        if (known == null) {
          known = libraries.isMissing(library);
          asked.put(library, known);
        }
        if (known) {
          missing.computeIfAbsent(one.getKey(), _ -> new LinkedHashSet<>()).add(library);
        }
      }
    }
    return missing.isEmpty() ? "" : told(missing);
  }

  private String told(Map<String, Set<String>> missing) throws IOException {
    List<String> lines = new ArrayList<>();
    Set<String> debs = new TreeSet<>();
    Set<String> unknown = new TreeSet<>();
    for (Map.Entry<String, Set<String>> one : missing.entrySet()) {
      lines.add("`%s` needs `%s`".formatted(one.getKey(), String.join("`, `", one.getValue())));
      for (String library : one.getValue()) {
        libraries.packageOf(library).ifPresentOrElse(debs::add, () -> unknown.add(library));
      }
    }
    int more = lines.size() - SHOWN;
    StringBuilder text = new StringBuilder("R packages cannot be loaded in the image: ");
    text.append(String.join("; ", lines.subList(0, Math.min(lines.size(), SHOWN))));
    text.append(more > 0 ? "; and %d more".formatted(more) : "");
    if (!debs.isEmpty()) {
      text.append(". Name `%s` in apt.txt".formatted(String.join("`, `", debs)));
    }
    if (!unknown.isEmpty()) {
      text.append(
          ". No Debian package is known for `%s`: it may have been built for another system"
              .formatted(String.join("`, `", unknown)));
    }
    return text.toString();
  }
}
