package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.debian.Account;
import org.repo2oci.debian.DebInstaller;
import org.repo2oci.debian.DebianMirror;
import org.repo2oci.debian.DebianUnpacker;
import org.repo2oci.debian.Exclusions;
import org.repo2oci.debian.LockedDeb;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Platform;
import org.repo2oci.lock.Base;
import org.repo2oci.lock.PythonEnvironment;
import org.repo2oci.pypi.resolve.LockedPackage;
import org.repo2oci.pypi.resolve.PythonTarget;
import org.repo2oci.pypi.spec.SourceLine;

/** What a lock alone says of an image that is built upon: no registry is asked. */
class ImageFoundationTest {
  private static final Digest DIGEST = Digest.of(new byte[] {1});
  private static final Account JOVYAN = new Account("jovyan", 1000, 1000);
  private static final LockedPackage DOCOPT =
      new LockedPackage(
          "docopt",
          Optional.of("0.6.2"),
          true,
          new LockedPackage.Source.Directory("docopt", false));

  private static final Optional<SourceLine> LINE =
      Optional.of(new SourceLine("requirements.txt", 3));

  @TempDir Path folder;
  private Workshop workshop;

  @BeforeEach
  void begin() throws Exception {
    workshop =
        Workshop.open(
            new Workshop.Machine(Map.of(), Optional.empty(), folder.resolve("store"), 1),
            EventSink.none());
  }

  @AfterEach
  void end() {
    workshop.close();
  }

  private ImageFoundation foundation(String python, int glibc, boolean compilers) {
    return foundation(python, glibc, compilers, JOVYAN);
  }

  private ImageFoundation foundation(String python, int glibc, boolean compilers, Account account) {
    LockedDebian debian = toolboxes();
    ImageReference name = ImageReference.parse("example.org/base:1");
    String minor = python.substring(0, python.lastIndexOf('.'));
    return new ImageFoundation(
        workshop,
        new BaseImage(workshop, name, DIGEST, Platform.LINUX_AMD64),
        new Base.Image(name, DIGEST, "2." + glibc, "C.UTF-8", compilers, debian),
        new PythonEnvironment(
            "/usr/bin/python" + minor, python, "/srv/env", new TreeMap<>(), List.of()),
        new PythonTarget(
            3,
            Integer.parseInt(minor.substring(2)),
            Platform.LINUX_AMD64,
            glibc,
            Optional.of(python)),
        account,
        new DebianToolboxes(
            workshop,
            debian,
            new DebianUnpacker(
                workshop.fetcher(),
                new DebianMirror(URI.create("http://example.org/debian/"), Optional.empty(), false),
                new DebInstaller(new Exclusions(List.of(), List.of()))),
            DIGEST,
            account));
  }

  private static LockedDebian toolboxes() {
    TreeSet<String> all = new TreeSet<>(List.of("libc6", "python3.13"));
    return new LockedDebian(
        List.of(),
        List.of(deb("libc6", "2.41-12+deb13u1"), deb("python3.13", "3.13.5-2")),
        new TreeSet<>(),
        new TreeSet<>(),
        new TreeSet<>(),
        new TreeMap<>(Map.of("python", all, "build", all)));
  }

  private static LockedDeb deb(String name, String version) {
    return new LockedDeb(name, version, "amd64", "trixie", "pool/" + name, 1, DIGEST);
  }

  @Test
  void aPackageIsBuiltByTheImagesOwnCompilers() throws Exception {
    ImageFoundation own = foundation("3.11.2", 36, true);

    assertThatCode(() -> own.requireBuilds(DOCOPT, Optional::empty)).doesNotThrowAnyException();
    assertThat(own.builders().buildInterpreter()).isEqualTo("/usr/bin/python3.11");
    assertThat(own.builders().interpreter()).isEqualTo("/usr/bin/python3.13");
  }

  @Test
  void theToolboxBuildsForTheSamePythonAndNoOlderLibrary() {
    ImageFoundation same = foundation("3.13.2", 41, false);

    assertThatCode(() -> same.requireBuilds(DOCOPT, Optional::empty)).doesNotThrowAnyException();
    assertThat(same.builders().buildInterpreter()).isEqualTo("/usr/bin/python3.13");
  }

  @Test
  void aPackageThatCannotBeBuiltIsNamed() {
    for (ImageFoundation none :
        List.of(foundation("3.11.2", 41, false), foundation("3.13.5", 36, false))) {
      assertThatThrownBy(() -> none.requireBuilds(DOCOPT, () -> LINE))
          .isInstanceOf(BuildFailure.class)
          .hasMessage(
              "Cannot build `docopt 0.6.2` of `requirements.txt` at line 3 from source: the base image `example.org/base:1` has no compilers");
    }
  }

  @Test
  void theLayerOfTheUserIsKnownByImageAndUser() {
    List<String> one = material(JOVYAN);

    assertThat(material(JOVYAN)).isEqualTo(one);
    assertThat(material(new Account("alice", 1000, 1000))).isNotEqualTo(one);
    assertThat(one).contains(DIGEST.toString());
  }

  private List<String> material(Account account) {
    return foundation("3.11.2", 36, false, account).parts().getFirst().component().material();
  }
}
