package org.repo2oci.conda.solve;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.repo2oci.conda.PackageRecord;
import org.repo2oci.conda.channel.ChannelRecord;
import org.repo2oci.conda.channel.RecordSource;
import org.repo2oci.conda.spec.MatchSpec;
import org.repo2oci.conda.spec.SpecException;
import org.repo2oci.conda.spec.Specs;

/**
 * All packages that one search has heard of, with their builds and what these need. A package is
 * read when its name is first met.
 */
final class Universe {
  /** Of one build the {@code .conda} comes before the {@code .tar.bz2}. */
  private static final Comparator<ChannelRecord> ANY_ORDER =
      (one, other) -> {
        int order = Integer.compare(one.priority(), other.priority());
        if (order == 0) {
          String subdir = other.record().subdir();
          order = subdir.equals("noarch") ? -1 : 1;
          order = one.record().subdir().equals(subdir) ? 0 : order;
        }
        return order != 0 ? order : one.record().fileName().compareTo(other.record().fileName());
      };

  private final RecordSource source;
  private final Specs specs;
  private final SolveRequest request;
  private final Search search;
  private final Exclusions exclusions;

  private final Map<String, Builds> builds = new HashMap<>();
  private final List<@Nullable Builds> byVariable = new ArrayList<>();
  private final Map<String, Requirement> requirements = new HashMap<>();
  private final List<Requirement> byId = new ArrayList<>();

  Universe(RecordSource source, Specs specs, SolveRequest request, Search search) {
    this.source = source;
    this.specs = specs;
    this.request = request;
    this.search = search;
    this.exclusions = new Exclusions(request, search);
  }

  /** All builds of a package, none where no channel has it. */
  Builds builds(String name) throws IOException, InterruptedException {
    Builds known = builds.get(name);
    return known != null ? known : read(name);
  }

  /** Whether somebody needs this package, which then was read. */
  boolean isNeeded(String name) {
    Builds known = builds.get(name);
    return known != null && known.isNeeded();
  }

  private Builds read(String name) throws IOException, InterruptedException {
    List<Build> found = name.startsWith("__") ? virtual(name) : archives(name);
    int first = search.newPackage(found.size());
    Builds read = new Builds(name, first, found);
    while (byVariable.size() < first) {
      byVariable.add(null);
    }
    for (int i = 0; i < found.size(); i++) {
      byVariable.add(read);
    }
    builds.put(name, read);
    exclusions.exclude(read);
    return read;
  }

  private List<Build> virtual(String name) {
    return request.virtualPackages().packages().stream()
        .filter(one -> one.name().equals(name))
        .map(Build::of)
        .toList();
  }

  /** Of a build that is there as {@code .conda} and as {@code .tar.bz2} the former. */
  private List<Build> archives(String name) throws IOException, InterruptedException {
    List<ChannelRecord> records = new ArrayList<>(source.records(name));
    records.sort(ANY_ORDER);
    List<Build> found = new ArrayList<>(records.size());
    for (int i = 0; i < records.size(); i++) {
      if (i == 0 || !isSameBuild(records.get(i - 1), records.get(i))) {
        found.add(Build.of(records.get(i)));
      }
    }
    return found;
  }

  private static boolean isSameBuild(ChannelRecord one, ChannelRecord other) {
    return one.version().equals(other.version())
        && stem(one.record().fileName()).equals(stem(other.record().fileName()))
        && one.record().subdir().equals(other.record().subdir())
        && one.channel().equals(other.channel());
  }

  private static String stem(String fileName) {
    for (String ending : List.of(".conda", ".tar.bz2")) {
      if (fileName.endsWith(ending)) {
        return fileName.substring(0, fileName.length() - ending.length());
      }
    }
    return fileName;
  }

  /** The package that a variable is a build of, if it is one. */
  @Nullable Builds buildsOf(int variable) {
    return variable < byVariable.size() ? byVariable.get(variable) : null;
  }

  Requirement requirement(MatchSpec spec) throws IOException, InterruptedException {
    Requirement known = requirements.get(spec.toString());
    return known != null ? known : newRequirement(spec.toString(), spec);
  }

  private Requirement newRequirement(String text, MatchSpec spec)
      throws IOException, InterruptedException {
    Requirement made = new Requirement(byId.size(), spec, builds(spec.name()));
    byId.add(made);
    requirements.put(text, made);
    return made;
  }

  /** By {@link Requirement#id}. */
  Requirement requirement(int id) {
    return byId.get(id);
  }

  /**
   * What a dependency of a record says.
   *
   * @throws SpecException where that can't be read
   */
  Requirement requirement(String text) throws IOException, InterruptedException {
    Requirement known = requirements.get(text);
    if (known != null) {
      return known;
    }
    MatchSpec spec = specs.spec(text);
    known = requirements.get(spec.toString());
    if (known == null) {
      known = newRequirement(spec.toString(), spec);
    }
    requirements.put(text, known);
    return known;
  }

  /** What a build needs; a build with a dependency that can't be read is excluded. */
  Requirement[] dependencies(Builds of, int index) throws IOException, InterruptedException {
    Requirement[] known = of.dependencies(index);
    if (known == null) {
      known = readDependencies(of, index);
      of.setDependencies(index, known);
    }
    return known;
  }

  private Requirement[] readDependencies(Builds of, int index)
      throws IOException, InterruptedException {
    List<Requirement> found = new ArrayList<>();
    try {
      for (String text : texts(of, index, PackageRecord::depends)) {
        found.add(requirement(text));
      }
    } catch (SpecException e) {
      exclusions.exclude(of, index, "needs what can't be read: " + e.getMessage());
      of.setUnreadable(index);
      return new Requirement[0];
    }
    if (request.addPip() && isPythonWithPip(of.get(index))) {
      found.add(requirement("pip"));
    }
    return found.toArray(Requirement[]::new);
  }

  private boolean isPythonWithPip(Build build) {
    return build.name().equals("python")
        && build.version().compareTo(specs.version("2")) >= 0
        && build.version().compareTo(specs.version("4")) < 0;
  }

  /** What a build says of packages that need not be there; if it can't be read, it is excluded. */
  List<MatchSpec> constraints(Builds of, int index) {
    List<MatchSpec> found = new ArrayList<>();
    try {
      for (String text : texts(of, index, PackageRecord::constrains)) {
        found.add(specs.spec(text));
      }
    } catch (SpecException e) {
      exclusions.exclude(of, index, "excludes what can't be read: " + e.getMessage());
      return List.of();
    }
    return found;
  }

  /** The groups of further dependencies that a build has, sorted. */
  Collection<String> groups(Builds of, int index) {
    Collection<String> names = texts(of, index, record -> record.extraDepends().keySet());
    return names.isEmpty() ? names : new TreeSet<>(names);
  }

  /** What a group asks for; a build for which that can't be read is excluded. */
  List<Requirement> groupDependencies(Builds of, int index, String group)
      throws IOException, InterruptedException {
    List<Requirement> found = new ArrayList<>();
    try {
      for (String text :
          texts(of, index, record -> record.extraDepends().getOrDefault(group, List.of()))) {
        found.add(requirement(text));
      }
    } catch (SpecException e) {
      exclusions.exclude(of, index, "needs what can't be read: " + e.getMessage());
      return List.of();
    }
    return found;
  }

  private static Collection<String> texts(
      Builds of, int index, Function<PackageRecord, Collection<String>> part) {
    return of.get(index).record().map(ChannelRecord::record).map(part).orElse(List.of());
  }

  /** Why a build was excluded, by the number in the clause's tag. */
  String exclusion(int number) {
    return exclusions.reason(number);
  }
}
