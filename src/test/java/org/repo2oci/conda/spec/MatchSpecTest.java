package org.repo2oci.conda.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.conda.Noarch;
import org.repo2oci.conda.PackageRecord;
import org.repo2oci.image.Digest;

class MatchSpecTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "numpy;numpy;*;*",
        "NumPy;numpy;*;*",
        "numpy *;numpy;*;*",
        "numpy=;numpy;*;*",
        "numpy 1.8;numpy;==1.8;*",
        "numpy==1.8;numpy;==1.8;*",
        "numpy=1.8;numpy;1.8.*;*",
        "numpy =1.8;numpy;1.8.*;*",
        "numpy 1.8*;numpy;1.8.*;*",
        "numpy=1.8.*;numpy;1.8.*;*",
        "numpy 1.8 py27_0;numpy;==1.8;py27_0",
        "numpy=1.8=py27_0;numpy;==1.8;py27_0",
        "numpy==1.8=py27_0;numpy;==1.8;py27_0",
        "numpy=1.8.*=py27*;numpy;1.8.*;py27*",
        "numpy=1.8=*;numpy;==1.8;*",
        "numpy =1.8 py27_0;numpy;==1.8;py27_0",
        "numpy>=1,<2|==3.1;numpy;>=1,<2|==3.1;*",
        "numpy >= 1.2 , < 2.0;numpy;>=1.2,<2.0;*",
        "pytorch>=2.7.0=cuda12*;pytorch;>=2.7.0;cuda12*",
        "mpi * *openmpi;mpi;*;*openmpi",
        "liblapack  3.11.0   1*_mkl;liblapack;==3.11.0;1*_mkl",
        "numpy # any;numpy;*;*",
        "some*=*.23.*=*gpu*;some*;*.23.*;*gpu*",
        "numpy[version='>=1.2,<2',build=py3*];numpy;>=1.2,<2;py3*",
        "numpy=1.2.34 [version=\"=5.6.*\"];numpy;5.6.*;*",
        "numpy 1.8 (optional);numpy;==1.8;*",
        "numpy (target=x.y,optional=True);numpy;*;*",
        "python ==2.7.*|>=3.7;python;2.7.*|>=3.7;*"
      })
  void readsNameVersionAndBuild(String text, String name, String version, String build) {
    MatchSpec spec = MatchSpec.parse(text);

    assertThat(spec.name()).isEqualTo(name);
    assertThat(spec.version()).hasToString(version);
    assertThat(spec.build()).hasToString(build);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "conda-forge::numpy;conda-forge;",
        "conda-forge/linux-64::numpy >=1;conda-forge;linux-64",
        "conda-forge[linux-64]::numpy;conda-forge;linux-64",
        "https://example.org/made/noarch::numpy;https://example.org/made;noarch",
        "https://example.org:8443/t/secret/made::numpy=1;https://example.org:8443/t/secret/made;",
        "numpy[channel=conda-forge, subdir=noarch];conda-forge;noarch",
        "numpy[channel=\"https://example.org/made/\"];https://example.org/made;",
        "one::numpy[channel=two];two;",
        "*/linux-64::numpy;;linux-64",
        "numpy[subdir=linux-64];;linux-64",
        "conda-forge:namespace:numpy;conda-forge;"
      })
  void readsChannelAndSubdir(String text, String channel, String subdir) {
    MatchSpec spec = MatchSpec.parse(text);

    assertThat(spec.name()).isEqualTo("numpy");
    assertThat(spec.channel()).isEqualTo(Optional.ofNullable(channel));
    assertThat(spec.details().subdir()).isEqualTo(Optional.ofNullable(subdir));
  }

  @Test
  void readsAnArchivesUrl() {
    String digest = "ab".repeat(32);
    MatchSpec spec =
        MatchSpec.parse("https://example.org/made/linux-64/my-pkg-1.2-h1_0.conda#sha256:" + digest);

    assertThat(spec.name()).isEqualTo("my-pkg");
    assertThat(spec.version()).hasToString("==1.2");
    assertThat(spec.build()).hasToString("h1_0");
    assertThat(spec.channel()).contains("https://example.org/made");
    assertThat(spec.details().subdir()).contains("linux-64");
    assertThat(spec.details().fileName()).contains("my-pkg-1.2-h1_0.conda");
    assertThat(spec.details().sha256()).contains(digest);
    assertThat(spec.url()).contains("https://example.org/made/linux-64/my-pkg-1.2-h1_0.conda");
    assertThat(MatchSpec.parse("/made/my-pkg-1.2-0.tar.bz2").url())
        .contains("file:///made/my-pkg-1.2-0.tar.bz2");
  }

  @Test
  void readsWhatNewIndexesAsk() {
    MatchSpec spec =
        MatchSpec.parse(
            "numpy[version='>=2', when='python >=3.10 and (__unix or __osx)', extras=[a, 'b'], flags=[cuda,'blas:*']]");

    assertThat(spec.version()).hasToString(">=2");
    assertThat(spec.details().extras()).containsExactly("a", "b");
    assertThat(spec.details().flags()).hasToString("[cuda, blas:*]");
    Condition.And both = (Condition.And) spec.details().when().orElseThrow();
    assertThat(((Condition.Present) both.parts().getFirst()).spec().version())
        .hasToString(">=3.10");
    assertThat(both.parts().getLast()).isInstanceOf(Condition.Or.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "numpy[md5=0123456789abcdef0123456789abcdef]",
        "numpy[build_number='>=3']",
        "numpy[license=MIT]",
        "numpy[license='M*']",
        "numpy[track_features=mkl]",
        "numpy[subdir=linux-64]",
        "num*",
        "*",
        "numpy[fn=numpy-1.8.1-py39_3.conda]",
        "numpy[flags=['blas:*']]",
        "numpy 1.8.* py39*",
        "numpy[sha256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef]"
      })
  void matchesWhatARecordHas(String text) {
    assertThat(MatchSpec.parse(text).matches(record())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "numpy[md5=0123456789abcdef0123456789abcdee]",
        "numpy[build_number='>3']",
        "numpy[license=BSD]",
        "numpy[track_features=debug]",
        "numpy[subdir=noarch]",
        "nump",
        "numpy[fn=other.conda]",
        "numpy[flags=[cuda]]",
        "numpy 1.8.* py38*",
        "numpy=1.9",
        "numpy[sha256=00]"
      })
  void doesNotMatchWhatItHasNot(String text) {
    assertThat(MatchSpec.parse(text).matches(record())).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'';it is empty",
        "!numpy;no package name",
        "-numpy;begins with",
        "^(aaaa$;`^` is not",
        "made:: numpy;no package name",
        "numpy [version=;do not close",
        "numpy=a!1.2;the epoch is no number",
        "numpy[track_features=];`track_features` has no value",
        "numpy~=;no version after",
        "numpy==;no version after",
        "numpy>=;no version after",
        "numpy[version=1][build=2];more of them than one pair",
        "numpy[colour=red];`colour` is not something to match",
        "numpy=>1.26;`=>` is no operator",
        "numpy[license_family=GPL];`license_family` is not something to match"
      })
  void saysWhatIsWrong(String text, String why) {
    assertThatThrownBy(() -> MatchSpec.parse(text))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(why);
  }

  @Test
  void theSameTextGivesTheSameObject() {
    Specs specs = new Specs();

    assertThat(specs.spec("numpy >=1.8")).isSameAs(specs.spec("numpy >=1.8"));
    assertThat(specs.version("1.8")).isSameAs(specs.version("1.8"));
  }

  private static PackageRecord record() {
    return new PackageRecord(
        "numpy",
        "1.8.1",
        "py39_3",
        3,
        "linux-64",
        "numpy-1.8.1-py39_3.conda",
        Noarch.NONE,
        List.of(),
        List.of(),
        List.of("mkl"),
        0,
        1,
        Optional.of(new Digest("0123456789abcdef".repeat(4))),
        Optional.of("0123456789abcdef".repeat(2)),
        Optional.of("MIT"),
        Optional.empty(),
        Map.of(),
        List.of("blas:mkl"));
  }
}
