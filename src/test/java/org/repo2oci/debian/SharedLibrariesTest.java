package org.repo2oci.debian;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.image.Digest;
import org.repo2oci.store.FakeStore;

class SharedLibrariesTest {
  private static final String INDEX = "Package: libuv1t64\n\nPackage: libicu76\n";

  @TempDir private Path folder;
  private FakeStore store;
  private LockedDeb plain;
  private LockedDeb several;

  @BeforeEach
  void open() throws IOException {
    store = new FakeStore(folder);
    plain = deb("zlib1g", DebWriter.deb("zlib1g"));
    several =
        deb(
            "libfoo1",
            DebWriter.deb("libfoo1")
                .control("shlibs", "libfoo 1 libfoo1\nudeb: libfoo 1 x\nlibbar 2.1 libfoo1\n"));
  }

  private LockedDeb deb(String name, DebWriter writer) {
    return locked(name, store.add(writer.bytes()).digest());
  }

  private static LockedDeb locked(String name, Digest digest) {
    return new LockedDeb(name, "1.0-1", "amd64", "trixie", "pool/x.deb", 1, digest);
  }

  private SharedLibraries libraries(LockedDeb... image) throws IOException {
    ByteArrayOutputStream index = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(index)) {
      out.write(INDEX.getBytes(StandardCharsets.UTF_8));
    }
    TreeSet<String> names = new TreeSet<>();
    List.of(image).forEach(one -> names.add(one.name()));
    return new SharedLibraries(
        store,
        new LockedDebian(
            List.of(
                new DebianIndex(
                    "trixie",
                    DebianIndex.Archive.MAIN,
                    store.add(index.toByteArray()).digest(),
                    Instant.EPOCH)),
            List.of(image),
            names,
            names,
            new TreeSet<>(Set.of()),
            new TreeMap<>()),
        Map.of("libz\\.so\\.1", "zlib1g", "libicu(?:data|uc)\\.so\\.(\\d+)", "libicu$1"));
  }

  @Test
  void namesOfPackagesTell() throws IOException {
    SharedLibraries libraries = libraries(plain, several);
    assertThat(libraries.isMissing("libz.so.1")).isFalse();
    assertThat(libraries.isMissing("libfoo.so.1")).isFalse();
    assertThat(libraries.packageOf("libuv.so.1")).contains("libuv1t64");
    assertThat(libraries.packageOf("libicuuc.so.76")).contains("libicu76");
    assertThat(libraries.packageOf("libicuuc.so.70")).isEmpty();
  }

  @Test
  void packagesSayWhatElseTheyHave() throws IOException {
    SharedLibraries libraries = libraries(plain, several);
    assertThat(libraries.isMissing("libbar.so.2.1")).isFalse();
    assertThat(libraries.isMissing("libbar.so.2")).isTrue();
    assertThat(libraries.isMissing("libicuuc.so.70")).isTrue();
  }

  @Test
  void whatCannotBeAskedIsNotAccused() throws IOException {
    LockedDeb elsewhere = locked("libelse1", Digest.of(new byte[] {1}));
    SharedLibraries libraries = libraries(plain, several, elsewhere);
    assertThat(libraries.isMissing("libbar.so.2")).isFalse();
    assertThat(libraries.isMissing("libuv.so.1")).isTrue();
  }
}
