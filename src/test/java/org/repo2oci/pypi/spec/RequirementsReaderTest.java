package org.repo2oci.pypi.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Download;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.store.StoredBlob;

class RequirementsReaderTest {
  @TempDir Path repository;

  /** Knows one URL; every other one is a mistake of the test. */
  private static final Fetcher ONE_FILE =
      new Fetcher() {
        @Override
        public byte[] get(URI uri, Map<String, String> headers) {
          assertThat(uri).hasToString("https://example.org/c.txt");
          return "six<2\n".getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public StoredBlob download(Download wanted) {
          throw new AssertionError(wanted);
        }
      };

  private Requirements read(String text) throws Exception {
    return readBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private Requirements readBytes(byte[] bytes) throws Exception {
    Files.write(repository.resolve("requirements.txt"), bytes);
    return RequirementsReader.read(repository, "requirements.txt", ONE_FILE);
  }

  private BuildFailure refused(String text) {
    BuildFailure failure = catchThrowableOfType(BuildFailure.class, () -> read(text));
    assertThat(failure).as(text).isNotNull();
    assertThat(failure.hints()).isNotEmpty();
    assertThat(failure.kind()).isEqualTo(BuildFailure.Kind.INPUT);
    return failure;
  }

  private void write(String file, String text) throws IOException {
    Path path = repository.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Nested
  class Lines {
    @Test
    void keepsNameVersionsExtrasMarkerAndLine() throws Exception {
      Requirements read = read("# first\n\nNum_Py [x, y] >=2,<3 ; python_version > \"3\"  # why\n");

      assertThat(read.requirements())
          .containsExactly(
              new Requirement.FromIndex(
                  new SourceLine("requirements.txt", 3),
                  "Num_Py",
                  "[x,y]",
                  ">=2,<3",
                  "python_version > \"3\"",
                  Requirement.Options.NONE));
      assertThat(read.requirements().getFirst().name()).contains("num-py");
    }

    @Test
    void joinsContinuationsUnderTheirFirstLine() throws Exception {
      Requirements read = read("a\nsix \\\n  ==1.16 \\\n  --hash=sha256:" + "0".repeat(64) + "\nb");

      assertThat(read.requirements()).hasSize(3);
      assertThat(read.requirements().get(1))
          .isInstanceOfSatisfying(
              Requirement.FromIndex.class,
              six -> {
                assertThat(six.origin().line()).isEqualTo(2);
                assertThat(six.versions()).isEqualTo("==1.16");
                assertThat(six.options().hashes()).containsExactly("sha256:" + "0".repeat(64));
              });
      assertThat(read.requirements().get(2).origin().line()).isEqualTo(5);
    }

    @Test
    void readsBuildSettings() throws Exception {
      Requirements read = read("six --config-settings \"a=b c\" -C d=e");

      assertThat(read.requirements().getFirst().options().configSettings())
          .containsOnly(Map.entry("a", "b c"), Map.entry("d", "e"));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "git+https://example.org/a/b.git@v1#egg=thing&subdirectory=sub | thing | https://example.org/a/b.git | v1 | sub",
          "thing @ git+https://example.org/a/b | thing | https://example.org/a/b | | ''",
          "-e git+ssh://git@example.org/a/b.git@main#egg=thing | thing | ssh://git@example.org/a/b.git | main | ''",
          "-e git+ssh://git@example.org/a/b.git#egg=thing[x] | thing | ssh://git@example.org/a/b.git | | ''",
        })
    void takesGitUrlsApart(String line, String name, String url, String revision, String folder)
        throws Exception {
      assertThat(read(line).requirements())
          .singleElement()
          .isInstanceOfSatisfying(
              Requirement.Git.class,
              git -> {
                assertThat(git.name()).contains(name);
                assertThat(git.url()).isEqualTo(url);
                assertThat(git.revision().orElse(null)).isEqualTo(revision);
                assertThat(git.subdirectory()).isEqualTo(folder);
                assertThat(git.editable()).isEqualTo(line.startsWith("-e"));
              });
    }

    @Test
    void readsArchiveUrlsWithTheirHash() throws Exception {
      String hash = "a".repeat(64);
      assertThat(read("https://example.org/x/a-1.0.zip#egg=a&sha256=" + hash).requirements())
          .singleElement()
          .isInstanceOfSatisfying(
              Requirement.Archive.class,
              archive -> {
                assertThat(archive.name()).contains("a");
                assertThat(archive.options().hashes()).containsExactly("sha256:" + hash);
              });
    }

    @ParameterizedTest
    @CsvSource({
      "'.', '', false",
      "'-e .', '', true",
      "'-e .[test]', '', true",
      "'--editable=./pkg', pkg, true",
      "'./pkg[a] ; python_version > \"3\"', pkg, false",
      "'pkg/../pkg', pkg, false",
      "'thing @ file:./pkg', pkg, false",
      "'file:pkg', pkg, false",
      "'a-1-py3-none-any.whl', a-1-py3-none-any.whl, false",
    })
    void findsWhatIsInTheRepository(String line, String path, boolean editable) throws Exception {
      write("pkg/setup.py", "");
      write("a-1-py3-none-any.whl", "");

      Requirements read = read(line);

      assertThat(read.requirements())
          .singleElement()
          .isInstanceOfSatisfying(
              Requirement.Local.class,
              local -> {
                assertThat(local.path()).isEqualTo(path);
                assertThat(local.editable()).isEqualTo(editable);
                assertThat(local.extras()).isEqualTo(extras(line));
                assertThat(local.marker())
                    .isEqualTo(line.contains(";") ? "python_version > \"3\"" : "");
              });
      assertThat(read.needsRepository()).isTrue();
    }

    private String extras(String line) {
      int open = line.indexOf('[');
      return open < 0 ? "" : line.substring(open, line.indexOf(']') + 1);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "numpy=1.0 | has a single `=`",
          "foo bar | `bar` follows the name",
          "\"six\" | is not a requirement",
          "@ x | is not a requirement",
          "six --hash=md5:1 | is not a hash",
          "six --foo=1 | cannot follow a requirement",
          "hg+https://example.org/x | is not a Git repository",
          "git+file:///etc | is not a Git repository that can be read",
          "git+https://--upload-pack=x/y | is not a Git repository that can be read",
          "git+https://example.org/x@--upload-pack=y | is not a Git revision",
          "ftp://example.org/x.zip | is not a URL that can be read",
          "https://${TOKEN}@example.org/x.zip | holds a variable",
          "./nope | is not in the repository",
          "../x | is outside the repository",
          "/etc | is outside the repository",
          "-e six | is not in the repository",
          "--user | is not an option of a requirements file",
          "-U six | is not an option of a requirements file",
          "-r | needs a value",
          "--index-url ftp://example.org | is not the URL of an index",
          "-i https://${USER}@example.org/ | holds a variable",
        })
    void saysWhatIsWrongWithALine(String line, String why) {
      BuildFailure failure = refused("six\n" + line + "\n");

      assertThat(failure).hasMessageStartingWith("Cannot read `requirements.txt` at line 2: ");
      assertThat(failure.message()).contains(why);
    }

    @Test
    void reportsAllLinesAtOnce() {
      BuildFailure failure = refused("a b\nsix\nc=1\n");

      assertThat(failure).hasMessageStartingWith("Cannot read `requirements.txt` at line 1:");
      assertThat(failure.details())
          .containsExactly("`requirements.txt` at line 3: `c=1` has a single `=`");
    }
  }

  @Nested
  class IncludedFiles {
    @Test
    void followsIncludesFromTheirFolder() throws Exception {
      write("binder/more.txt", "b\n-r ../deep/c.txt\n");
      write("deep/c.txt", "c\n");

      Requirements read = read("a\n-r binder/more.txt\n-rdeep/c.txt\n");

      assertThat(read.requirements())
          .extracting(r -> r.name().orElse(""))
          .containsExactly("a", "b", "c");
      assertThat(read.requirements().get(1).origin())
          .isEqualTo(new SourceLine("binder/more.txt", 1));
      assertThat(read.files())
          .extracting(Requirements.File::name)
          .containsExactly("requirements.txt", "binder/more.txt", "deep/c.txt");
    }

    @Test
    void keepsConstraintsApart() throws Exception {
      write("c.txt", "numpy<2\n");

      Requirements read = read("numpy\n-c c.txt\n--constraint=https://example.org/c.txt\n");

      assertThat(read.requirements()).hasSize(1);
      assertThat(read.constraints())
          .extracting(r -> r.origin().file())
          .containsExactly("c.txt", "https://example.org/c.txt");
    }

    @Test
    void refusesACircle() throws Exception {
      write("b.txt", "-r requirements.txt\n");

      assertThat(refused("-r b.txt\n"))
          .hasMessage("Cannot read `b.txt` at line 1: `requirements.txt` includes itself");
    }

    @Test
    void namesTheLineOfAMissingInclude() {
      assertThat(refused("six\n-r nope.txt\n"))
          .hasMessage(
              "Cannot read `requirements.txt` at line 2: `nope.txt` is not in the repository");
    }

    @Test
    void refusesALinkThatLeavesTheRepository(@TempDir Path elsewhere) throws Exception {
      Files.writeString(elsewhere.resolve("secret"), "six");
      Files.createSymbolicLink(repository.resolve("r.txt"), elsewhere.resolve("secret"));

      assertThat(refused("-r r.txt\n").message()).contains("leads out of the repository");
    }

    @Test
    void refusesAHugeFile() {
      String huge = "six\n".repeat(RequirementsReader.MAX_BYTES / 4 + 1);

      assertThat(refused(huge))
          .hasMessage("Cannot read `requirements.txt`: it is larger than 1 MiB");
    }

    @Test
    void refusesAFolderOfThatName() throws Exception {
      Files.createDirectory(repository.resolve("requirements.txt"));

      assertThat(
              catchThrowableOfType(
                  BuildFailure.class,
                  () -> RequirementsReader.read(repository, "requirements.txt", ONE_FILE)))
          .hasMessage("Cannot read `requirements.txt`: it is not a file of the repository");
    }

    @Test
    void readsWindowsLineEnds() throws Exception {
      assertThat(read("six\r\nnumpy \\\r\n==2\r\n").requirements()).hasSize(2);
    }
  }

  @Nested
  class Encodings {
    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void readsAByteOrderMark(String charset) throws Exception {
      Requirements read = readBytes("\uFEFFsix # é\nnumpy\n".getBytes(Charset.forName(charset)));

      assertThat(read.requirements())
          .extracting(r -> r.name().orElse(""))
          .containsExactly("six", "numpy");
      assertThat(read.files().getFirst().text()).contains("é");
      assertThat(read.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
    void recognisesUtf16WithoutAMark(String charset) throws Exception {
      assertThat(readBytes("six\n".getBytes(Charset.forName(charset))).requirements()).hasSize(1);
    }

    @Test
    void fallsBackToLatin1AndSaysSo() throws Exception {
      Requirements read = readBytes("six # caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

      assertThat(read.files().getFirst().text()).contains("caf\u00e9");
      assertThat(read.warnings())
          .containsExactly("`requirements.txt` is not UTF-8; it is read as Latin-1");
    }

    @Test
    void obeysACodingComment() throws Exception {
      Requirements read =
          readBytes(
              "# -*- coding: cp1252 -*-\nsix # 5 \u20ac\n"
                  .getBytes(Charset.forName("windows-1252")));

      assertThat(read.files().getFirst().text()).contains("5 \u20ac");
      assertThat(read.warnings()).isEmpty();
    }
  }

  @Nested
  class Options {
    @Test
    void collectsThemFromAllFiles() throws Exception {
      write("binder/more.txt", "--find-links wheels\n-f https://example.org/links\n--pre\n");
      write("binder/wheels/x", "");

      IndexOptions options =
          read("""
          -r binder/more.txt
          --index-url=https://example.org/one
          -i https://example.org/two --extra-index-url https://example.org/three
          --no-binary a,B_c
          --only-binary :all:
          --require-hashes
          """)
              .options();

      assertThat(options)
          .isEqualTo(
              new IndexOptions(
                  java.util.Optional.of("https://example.org/two"),
                  java.util.List.of("https://example.org/three"),
                  java.util.List.of("binder/wheels", "https://example.org/links"),
                  false,
                  true,
                  java.util.List.of("a", "b-c"),
                  java.util.List.of(":all:"),
                  true));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "--trusted-host example.org",
          "--use-feature=fast-deps",
          "--prefer-binary",
          "--no-use-wheel",
          "--process-dependency-links",
          "--allow-external foo",
          "six --global-option=--x",
          "six --install-option=\"--prefix=/x\"",
        })
    void namesWhatHasNoEffect(String line) throws Exception {
      assertThat(read(line + "\nnumpy\n").warnings())
          .singleElement()
          .asString()
          .startsWith("`requirements.txt` at line 1: `--")
          .contains("has no effect");
    }
  }
}
