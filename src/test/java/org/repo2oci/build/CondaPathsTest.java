package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.link.Clobbers;
import org.repo2oci.conda.link.CondaArchiveBuilder;
import org.repo2oci.conda.link.CondaPrefix;
import org.repo2oci.conda.link.PackagePaths;
import org.repo2oci.conda.link.PathLists;
import org.repo2oci.plan.Claims;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.Stratum;
import org.repo2oci.store.DiskStore;
import org.repo2oci.store.Store;

/** Notes of layers say where packages are, so that archives are read only where packages meet. */
class CondaPathsTest {
  private static final String PLACE = "srv/conda/envs/notebook/";
  private static final CondaPrefix PREFIX =
      new CondaPrefix("/srv/conda/envs/notebook", Optional.empty(), 1000, 1000);

  @TempDir private Path folder;
  private final List<LockedConda> packages = new ArrayList<>();
  private final Map<Component, Claims> notes = new HashMap<>();
  private final List<Component> components = new ArrayList<>();
  private final Map<String, Path> files = new HashMap<>();
  private final Set<String> read = new TreeSet<>();
  private PathLists lists;

  @BeforeEach
  void begin() {
    Store store = DiskStore.open(folder.resolve("store"));
    lists = new PathLists(store, PREFIX);
  }

  private void add(String name, List<String> paths, String... claims) throws IOException {
    CondaArchiveBuilder builder = CondaArchiveBuilder.of(name, "1.0");
    for (String path : paths) {
      builder.file(path, name);
    }
    CondaArchiveBuilder.Made made = builder.conda(folder);
    files.put(name, made.file());
    packages.add(made.locked());
    Component component = new Component(Stratum.PACKAGES, name, "1.0", 1, List.of(name));
    components.add(component);
    if (claims.length > 0) {
      TreeSet<String> all = new TreeSet<>();
      for (String claim : claims) {
        all.add(PLACE + claim);
      }
      notes.put(component, new Claims(all));
    }
  }

  private List<PackagePaths> paths() throws IOException, InterruptedException {
    CondaPaths.Archives archives =
        new CondaPaths.Archives() {
          @Override
          public Optional<PackagePaths> known(LockedConda locked) throws IOException {
            return lists.known(locked);
          }

          @Override
          public PackagePaths read(LockedConda locked) throws IOException {
            String name = locked.record().name();
            synchronized (read) {
              read.add(name);
            }
            return lists.get(locked, files.getOrDefault(name, folder));
          }
        };
    return new CondaPaths(archives, PREFIX).of(packages, components, this::noted);
  }

  private Map<Component, Claims> noted(Collection<Component> wanted) {
    Map<Component, Claims> found = new HashMap<>(notes);
    found.keySet().retainAll(wanted);
    return found;
  }

  @Test
  void noArchiveIsReadWhereClaimsAreApart() throws Exception {
    add("one", List.of("lib/one/a", "lib/one/b", "bin/one"), "lib/one", "bin/one");
    add("two", List.of("lib/two/a"), "lib/two");

    assertThat(Clobbers.of(paths()).isEmpty()).isTrue();
    assertThat(read).isEmpty();
  }

  @Test
  void archivesOfThoseThatMeetAreRead() throws Exception {
    add("one", List.of("share/info/dir", "lib/one/a"), "share/info/dir", "lib/one");
    add("two", List.of("share/info/dir"), "share/info/dir");
    add("three", List.of("share/info/three"), "share/info/three");

    List<PackagePaths> found = paths();

    assertThat(read).containsExactly("one", "two");
    assertThat(Clobbers.of(found).all()).singleElement().hasToString(allReadClobber());
  }

  /** What is found where every archive is read. */
  private String allReadClobber() throws IOException {
    List<PackagePaths> exact = new ArrayList<>();
    for (LockedConda locked : packages) {
      exact.add(lists.get(locked, files.getOrDefault(locked.record().name(), folder)));
    }
    return Clobbers.of(exact).all().getFirst().toString();
  }

  @Test
  void aClaimedFolderMeetsWhatANewPackageHasInIt() throws Exception {
    add("one", List.of("lib/one/a"), "lib/one");
    add("two", List.of("lib/two/a"), "lib/two");
    add("new", List.of("lib/one/deep/b"));

    paths();

    assertThat(read).containsExactly("new", "one");
  }

  @Test
  void whatTheStoreKnowsIsNotAskedFor() throws Exception {
    add("one", List.of("lib/one/a"));
    paths();
    read.clear();

    assertThat(paths().getFirst().entries())
        .containsExactly(new PackagePaths.Entry(PackagePaths.Kind.FILE, "lib/one/a"));
    assertThat(read).isEmpty();
  }

  @Test
  void aScriptIsKnownFromItsClaim() throws Exception {
    add("one", List.of("bin/.one-post-link.sh"), "bin/.one-post-link.sh");

    assertThat(paths().getFirst().postLink()).contains("bin/.one-post-link.sh");
    assertThat(read).isEmpty();
  }

  @Test
  void claimsOutsideOfThePrefixAreNotTaken() throws Exception {
    add("one", List.of("lib/one/a"));
    notes.put(components.getFirst(), new Claims(new TreeSet<>(Set.of("usr/lib/one"))));

    paths();

    assertThat(read).containsExactly("one");
  }
}
