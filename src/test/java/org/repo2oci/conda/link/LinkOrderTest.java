package org.repo2oci.conda.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.conda.LinkOrder;
import org.repo2oci.conda.LockedConda;

class LinkOrderTest {
  @TempDir Path folder;
  private final List<LockedConda> packages = new ArrayList<>();

  @BeforeEach
  void somePackages() throws IOException {
    add(CondaArchiveBuilder.of("numpy", "1").depends("python >=3.13", "libblas>=3,<4"));
    add(CondaArchiveBuilder.of("python", "3").depends("libffi", "pip", "__glibc >=2.17"));
    add(CondaArchiveBuilder.of("pip", "1").noarchPython().depends("python", "setuptools"));
    add(CondaArchiveBuilder.of("setuptools", "1").noarchPython().depends("forge::python"));
    add(CondaArchiveBuilder.of("libffi", "1"));
    add(CondaArchiveBuilder.of("libblas", "1").depends("libffi[version='>=1']"));
    add(CondaArchiveBuilder.of("a-1", "1").depends("b-1"));
    add(CondaArchiveBuilder.of("b-1", "1").depends("a-1"));
  }

  private void add(CondaArchiveBuilder builder) throws IOException {
    packages.add(builder.conda(folder).locked());
  }

  private static List<String> names(List<LockedConda> ordered) {
    return ordered.stream().map(locked -> locked.record().name()).toList();
  }

  @Test
  void eachPackageComesAfterWhatItNeeds() {
    assertThat(names(LinkOrder.of(packages)))
        .containsExactly("b-1", "a-1", "libffi", "libblas", "python", "numpy", "setuptools", "pip");
  }

  @Test
  void theOrderInWhichTheyComeDoesNotMatter() {
    List<LockedConda> expected = LinkOrder.of(packages);
    Collections.shuffle(packages, new Random(7));

    assertThat(LinkOrder.of(packages)).isEqualTo(expected);
  }

  @Test
  void aClosureIsWhatAProgramNeeds() {
    assertThat(names(LinkOrder.closure(packages, "python"))).containsExactly("libffi", "python");
  }
}
