package org.repo2oci.conda.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.repo2oci.conda.link.LinkerFixture.ENV;
import static org.repo2oci.conda.link.LinkerFixture.PLACEHOLDER;
import static org.repo2oci.conda.link.LinkerFixture.PREFIX;
import static org.repo2oci.conda.link.LinkerFixture.bytes;
import static org.repo2oci.conda.link.LinkerFixture.file;
import static org.repo2oci.conda.link.LinkerFixture.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;
import org.repo2oci.pypi.install.Bytecode;
import org.repo2oci.pypi.install.PythonSource;

class CondaLinkerTest {
  private static final String SITE = ENV + "lib/python3.13/site-packages/";

  @TempDir Path folder;
  private LinkerFixture fixture;
  private final CondaArchiveBuilder demo = CondaArchiveBuilder.of("demo", "1.0");

  @BeforeEach
  void prepare() {
    fixture = new LinkerFixture(folder);
  }

  @Test
  void bothFormsGiveTheSameFiles() throws IOException {
    demo.file("share/a", "a").program("bin/tool", "b").link("lib/l.so", "l.so.1");
    FileTree newer = fixture.tree(demo.conda(folder));
    FileTree older = fixture.tree(demo.tarBz2(folder));

    assertThat(newer.nodes().keySet()).isEqualTo(older.nodes().keySet());
    for (FileTree tree : List.of(newer, older)) {
      assertThat(text(tree, ENV + "share/a")).isEqualTo("a");
      assertThat(file(tree, ENV + "share/a").content()).isInstanceOf(Content.Range.class);
      assertThat(file(tree, ENV + "share/a").attributes())
          .isEqualTo(new Attributes(0644, 1000, 1000, CondaArchiveBuilder.MTIME));
      assertThat(file(tree, ENV + "bin/tool").attributes().mode()).isEqualTo(0755);
      assertThat(tree.node(ENV + "lib/l.so"))
          .contains(
              new Node.SymbolicLink(
                  new Attributes(0777, 1000, 1000, CondaArchiveBuilder.MTIME), "l.so.1"));
    }
  }

  @Test
  void aPackageCanBeLinkedTwiceInOneFolder() throws IOException {
    CondaArchiveBuilder.Made made = demo.file("a", "x").conda(folder);
    CondaLinker linker = new CondaLinker(PREFIX, fixture.events::add);
    FileTree first = linker.link(made.locked(), made.file(), folder).tree(Bytecode.none());
    FileTree second = linker.link(made.locked(), made.file(), folder).tree(Bytecode.none());

    assertThat(text(first, ENV + "a") + text(second, ENV + "a")).isEqualTo("xx");
  }

  @Test
  void foldersBelongToTheEnvironmentFromThePrefixUp() throws IOException {
    FileTree tree = fixture.tree(demo.file("share/deep/a", "a").conda(folder));

    assertThat(tree.node(ENV + "share/deep"))
        .contains(new Node.Directory(new Attributes(0755, 1000, 1000, CondaPrefix.NO_TIME)));
    assertThat(tree.node("srv/conda/envs/notebook")).isEmpty();
  }

  @Test
  void whatIsNotListedIsNotLinked() throws IOException {
    FileTree tree =
        fixture.tree(demo.file("share/a", "a").member("share/b", (byte) '0', "").conda(folder));

    assertThat(tree.node(ENV + "share/b")).isEmpty();
    assertThat(tree.nodes().keySet()).noneMatch(path -> path.contains("/info/"));
  }

  @Test
  void hardLinksAreFiles() throws IOException {
    FileTree tree =
        fixture.tree(
            demo.program("bin/git", "git").hardLink("bin/git-add", "bin/git").conda(folder));

    assertThat(file(tree, ENV + "bin/git-add")).isEqualTo(file(tree, ENV + "bin/git"));
    assertThat(text(tree, ENV + "bin/git-add")).isEqualTo("git");
  }

  @Test
  void namesThatDifferInCaseAreTwoFiles() throws IOException {
    FileTree tree = fixture.tree(demo.file("share/A", "1").file("share/a", "2").conda(folder));

    assertThat(text(tree, ENV + "share/A") + text(tree, ENV + "share/a")).isEqualTo("12");
  }

  @Test
  void longNamesAndNamesInAnyScriptStay() throws IOException {
    String path = "share/" + "long/".repeat(60) + "grün 名.txt";
    FileTree tree = fixture.tree(demo.file(path, "x").tarBz2(folder));

    assertThat(text(tree, ENV + path)).isEqualTo("x");
  }

  @Test
  void setuidIsDropped() throws IOException {
    FileTree tree =
        fixture.tree(demo.file("bin/su", new byte[] {1}, 04777, Map.of()).conda(folder));

    assertThat(file(tree, ENV + "bin/su").attributes().mode()).isEqualTo(0755);
  }

  @Test
  void packagesForOtherProcessorsAreLinkedTheSameWay() throws IOException {
    CondaArchiveBuilder.Made made =
        demo.subdir("linux-aarch64").text("share/t", PLACEHOLDER, PLACEHOLDER).conda(folder);

    assertThat(text(fixture.tree(made), ENV + "share/t")).isEqualTo(PREFIX.path());
    assertThat(meta(fixture.tree(made)).path("subdir").asText()).isEqualTo("linux-aarch64");
  }

  @Test
  void sizesThatDoNotMatchTheListAreSaid() throws IOException {
    fixture.tree(demo.file("a", new byte[3], 0644, Map.of("size_in_bytes", 4)).conda(folder));

    assertThat(fixture.events)
        .containsExactly(
            new BuildEvent.Warned(
                "The archive of `demo 1.0 0` lists `a` with 4 bytes, and it has 3"));
  }

  @Test
  void aScriptForACacheIsInstalledAndNotRun() throws IOException {
    FileTree tree = fixture.tree(demo.program("bin/.demo-pre-link.sh", "x").conda(folder));

    assertThat(text(tree, ENV + "bin/.demo-pre-link.sh")).isEqualTo("x");
    assertThat(fixture.events)
        .containsExactly(
            new BuildEvent.Warned(
                "`demo 1.0 0` has a script `bin/.demo-pre-link.sh` for a cache of packages, which"
                    + " is not run"));
  }

  @Nested
  class Prefixes {
    @Test
    void aPlaceholderInATextIsReplacedEverywhere() throws IOException {
      String text = "a=%s/lib\nb=%s\n".formatted(PLACEHOLDER, PLACEHOLDER);
      FileTree tree = fixture.tree(demo.text("etc/a.conf", PLACEHOLDER, text).conda(folder));

      assertThat(text(tree, ENV + "etc/a.conf"))
          .isEqualTo("a=%s/lib\nb=%s\n".formatted(PREFIX.path(), PREFIX.path()));
    }

    @Test
    void aPlaceholderInABinaryIsFilledUpBehindItsString() throws IOException {
      String string = "-L%s/lib:%s/lib64".formatted(PLACEHOLDER, PLACEHOLDER);
      byte[] before = ("ELF\0" + string + "\0tail\0").getBytes(StandardCharsets.US_ASCII);
      FileTree tree = fixture.tree(demo.binary("bin/x", PLACEHOLDER, before).conda(folder));

      int padding = 2 * (PLACEHOLDER.length() - PREFIX.path().length());
      assertThat(bytes(tree, ENV + "bin/x"))
          .hasSize(before.length)
          .isEqualTo(
              ("ELF\0-L%s/lib:%s/lib64\0".formatted(PREFIX.path(), PREFIX.path())
                      + "\0".repeat(padding)
                      + "tail\0")
                  .getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void wideCharactersAreReplacedToo() throws IOException {
      byte[] before = ("x" + PLACEHOLDER + "/é\0y\0").getBytes(StandardCharsets.UTF_16LE);
      FileTree tree = fixture.tree(demo.binary("lib/w", PLACEHOLDER, before).conda(folder));

      String after = new String(bytes(tree, ENV + "lib/w"), StandardCharsets.UTF_16LE);
      assertThat(after).startsWith("x" + PREFIX.path() + "/é\0").endsWith("y\0");
      assertThat(after).hasSize(before.length / 2);
    }

    @Test
    void aBinaryStringWithoutAnEndStays() throws IOException {
      byte[] before = ("\0" + PLACEHOLDER + "/lib").getBytes(StandardCharsets.US_ASCII);
      FileTree tree = fixture.tree(demo.binary("bin/x", PLACEHOLDER, before).conda(folder));

      assertThat(bytes(tree, ENV + "bin/x")).isEqualTo(before);
    }

    @Test
    void aPrefixThatIsTooLongIsRefused() throws IOException {
      CondaArchiveBuilder.Made made =
          demo.binary("bin/x", "/old", "/old/lib\0".getBytes(StandardCharsets.US_ASCII))
              .conda(folder);

      assertThatExceptionOfType(BuildFailure.class)
          .isThrownBy(() -> fixture.link(made))
          .withMessage(
              "Cannot link `demo 1.0 0` of `forge`: in `bin/x` the prefix of 24 bytes is longer than"
                  + " the 4 bytes that its file has room for");
    }

    @Test
    void aChangedFileIsTheOwnersToWrite() throws IOException {
      FileTree tree =
          fixture.tree(
              demo.file(
                      "bin/x",
                      PLACEHOLDER.getBytes(StandardCharsets.US_ASCII),
                      0555,
                      Map.of("prefix_placeholder", PLACEHOLDER))
                  .conda(folder));

      assertThat(file(tree, ENV + "bin/x").attributes().mode()).isEqualTo(0755);
      assertThat(text(tree, ENV + "bin/x")).isEqualTo(PREFIX.path());
    }

    @Test
    void aShebangThatTheKernelReadsIsKept() throws IOException {
      FileTree tree =
          fixture.tree(
              demo.text("bin/x", PLACEHOLDER, "#!%s/bin/perl -w\n".formatted(PLACEHOLDER))
                  .conda(folder));

      assertThat(text(tree, ENV + "bin/x")).isEqualTo("#!" + PREFIX.path() + "/bin/perl -w\n");
    }

    @Test
    void aShebangThatIsTooLongAsksEnv() throws IOException {
      CondaPrefix deep = LinkerFixture.prefix("/srv/" + "deep/".repeat(24) + "env");
      String script = "#!%s/bin/python -E\nprint('%s')\n".formatted(PLACEHOLDER, PLACEHOLDER);
      FileTree tree =
          fixture
              .link(demo.text("bin/x", PLACEHOLDER, script).conda(folder), deep)
              .tree(Bytecode.none());

      assertThat(text(tree, deep.inTree("bin/x")))
          .isEqualTo("#!/usr/bin/env python -E\nprint('%s')\n".formatted(deep.path()));
    }
  }

  @Nested
  class PythonPackages {
    @Test
    void modulesAndScriptsGoToTheirPlaces() throws IOException {
      FileTree tree =
          fixture.tree(
              demo.noarchPython()
                  .file("site-packages/demo/a.py", "a = 1\n")
                  .program("python-scripts/tool", "x")
                  .file("share/data", "d")
                  .conda(folder));

      assertThat(text(tree, SITE + "demo/a.py")).isEqualTo("a = 1\n");
      assertThat(text(tree, ENV + "bin/tool")).isEqualTo("x");
      assertThat(text(tree, ENV + "share/data")).isEqualTo("d");
    }

    @Test
    void commandsAreWrittenAsCondaDoes() throws IOException {
      FileTree tree = fixture.tree(demo.noarchPython("tool = demo.cli:App.main").conda(folder));

      assertThat(file(tree, ENV + "bin/tool").attributes().mode()).isEqualTo(0755);
      assertThat(text(tree, ENV + "bin/tool"))
          .isEqualTo(
              """
              #!/srv/conda/envs/notebook/bin/python3.13
              # -*- coding: utf-8 -*-
              import re
              import sys

              from demo.cli import App

              if __name__ == '__main__':
                  sys.argv[0] = re.sub(r'(-script\\.pyw?|\\.exe)?$', '', sys.argv[0])
                  sys.exit(App.main())
              """);
    }

    @Test
    void aLongPrefixStartsCommandsByAShell() throws IOException {
      CondaPrefix deep = LinkerFixture.prefix("/srv/" + "deep/".repeat(24) + "env");
      FileTree tree =
          fixture.link(demo.noarchPython("t = m:f").conda(folder), deep).tree(Bytecode.none());

      assertThat(text(tree, deep.inTree("bin/t")))
          .startsWith(
              "#!/bin/sh\n'''exec' \"%s/bin/python3.13\" \"$0\" \"$@\" #'''\n# -*-"
                  .formatted(deep.path()));
    }

    @Test
    void sourcesHaveTheTimeOfTheLayer() throws IOException {
      LinkedPackage linked =
          fixture.link(
              demo.noarchPython()
                  .file("site-packages/a.py", "a")
                  .file("share/b.py", "b")
                  .file("python-scripts/c.py", "c")
                  .conda(folder));

      assertThat(linked.sources())
          .extracting(PythonSource::path, PythonSource::mtime)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(
                  "/srv/conda/envs/notebook/lib/python3.13/site-packages/a.py",
                  CondaArchiveBuilder.MTIME));
    }

    @Test
    void bytecodeIsInTheTreeAndInTheRecord() throws IOException {
      LinkedPackage linked =
          fixture.link(demo.noarchPython().file("site-packages/p/a.py", "a").conda(folder));
      String source = "lib/python3.13/site-packages/p/a.py";
      String compiled = "lib/python3.13/site-packages/p/__pycache__/a.cpython-313.pyc";
      FileTree tree = linked.tree(new Bytecode(Map.of(source, Content.of(new byte[] {7}))));

      assertThat(bytes(tree, ENV + compiled)).containsExactly(7);
      assertThat(file(tree, ENV + compiled).attributes())
          .isEqualTo(new Attributes(0644, 1000, 1000, CondaArchiveBuilder.MTIME));
      assertThat(meta(tree).path("files").toString())
          .isEqualTo("[\"%s\",\"%s\"]".formatted(source, compiled));
      assertThat(meta(tree).at("/paths_data/paths/0/_path").asText())
          .isEqualTo("site-packages/p/a.py");
      assertThat(meta(tree).at("/paths_data/paths/1/path_type").asText()).isEqualTo("pyc_file");
    }

    @Test
    void withoutPythonTheyAreRefused() throws IOException {
      CondaArchiveBuilder.Made made = demo.noarchPython().conda(folder);
      CondaPrefix bare = new CondaPrefix("/srv/env", Optional.empty(), 0, 0);

      assertThatExceptionOfType(BuildFailure.class)
          .isThrownBy(() -> fixture.link(made, bare))
          .withMessageContaining("it needs Python, which is not in the environment");
    }

    @Test
    void commandsStayInTheirFolder() throws IOException {
      for (String bad : List.of("../x = m:f", "a/b = m:f", ".. = m:f", " = m:f", "no command")) {
        CondaArchiveBuilder.Made made =
            CondaArchiveBuilder.of("demo", "1.0").noarchPython(bad).conda(folder);
        assertThatExceptionOfType(BuildFailure.class)
            .as(bad)
            .isThrownBy(() -> fixture.link(made))
            .withMessageContaining("its entry point");
      }
    }
  }

  @Nested
  class Records {
    @Test
    void haveWhatTheIndexSays() throws IOException {
      CondaArchiveBuilder.Made made =
          demo.depends("libfoo >=1,<2", "python")
              .text("share/t", PLACEHOLDER, PLACEHOLDER)
              .conda(folder);
      JsonNode json = meta(fixture.tree(made));

      assertThat(json.path("depends").toString()).isEqualTo("[\"libfoo >=1,<2\",\"python\"]");
      assertThat(json.path("channel").asText()).isEqualTo("https://example.org/forge/linux-64");
      assertThat(json.path("url").asText()).isEqualTo(made.locked().url());
      assertThat(json.path("sha256").asText())
          .isEqualTo(made.locked().record().sha256().orElseThrow().hex());
      assertThat(json.at("/link/source").asText()).isEqualTo("/srv/conda/pkgs/demo-1.0-0");
      assertThat(json.at("/paths_data/paths/0/sha256_in_prefix").asText())
          .isEqualTo(Digest.of(PREFIX.path().getBytes(StandardCharsets.US_ASCII)).hex());
      assertThat(new ArrayList<>(json.properties().stream().map(Map.Entry::getKey).toList()))
          .isSorted();
    }

    @Test
    void ofManyFilesAreNotOnTheHeap() throws IOException {
      for (int i = 0; i < 3000; i++) {
        demo.file("share/" + i, "");
      }
      FileTree tree = fixture.tree(demo.conda(folder));

      assertThat(file(tree, ENV + "conda-meta/demo-1.0-0.json").content())
          .isInstanceOf(Content.Range.class);
      assertThat(meta(tree).path("files")).hasSize(3000);
    }
  }

  @Nested
  class Keys {
    @Test
    void dependOnPythonForPythonPackagesOnly() throws IOException {
      CondaPrefix other =
          new CondaPrefix(
              PREFIX.path(),
              Optional.of(
                  new CondaPython(
                      org.repo2oci.pypi.install.PythonMinor.parse("3.12"),
                      "3.12.1",
                      "lib/python3.12/site-packages")),
              1000,
              1000);
      CondaArchiveBuilder.Made compiled = demo.conda(folder);
      CondaArchiveBuilder.Made pure =
          CondaArchiveBuilder.of("pure", "1").noarchPython().conda(folder);

      assertThat(material(other, compiled)).isEqualTo(material(PREFIX, compiled));
      assertThat(material(other, pure)).isNotEqualTo(material(PREFIX, pure));
    }

    @Test
    void changeWithThePrefixTheArchiveAndTheIndex() throws IOException {
      CondaArchiveBuilder.Made made = demo.conda(folder);
      CondaArchiveBuilder.Made corrected =
          CondaArchiveBuilder.of("demo", "1.0").depends("more").conda(folder);

      assertThat(material(LinkerFixture.prefix("/srv/other"), made))
          .isNotEqualTo(material(PREFIX, made));
      assertThat(material(PREFIX, corrected)).isNotEqualTo(material(PREFIX, made));
    }

    private List<String> material(CondaPrefix prefix, CondaArchiveBuilder.Made made) {
      return new CondaLinker(prefix, fixture.events::add).material(made.locked());
    }
  }

  @Nested
  class OldArchives {
    @Test
    void haveTheirListsInOtherFiles() throws IOException {
      String standard = "/opt/anaconda1anaconda2" + "anaconda3";
      FileTree tree =
          fixture.tree(
              demo.withoutPathsJson()
                  .file("bin/a b", "#!/old/bin/sh\n")
                  .file("etc/c", standard)
                  .file("lib/d", "/old\0")
                  .link("lib/e", "d")
                  .info("files", "bin/a b\netc/c\nlib/d\nlib/e\n")
                  .info("has_prefix", "/old text \"bin/a b\"\netc/c\n")
                  .info("no_link", "lib/d\n")
                  .tarBz2(folder));

      assertThat(text(tree, ENV + "bin/a b")).isEqualTo("#!" + PREFIX.path() + "/bin/sh\n");
      assertThat(text(tree, ENV + "etc/c")).isEqualTo(PREFIX.path());
      assertThat(text(tree, ENV + "lib/d")).isEqualTo("/old\0");
      assertThat(meta(tree).at("/paths_data/paths/2/no_link").asBoolean()).isTrue();
      assertThat(meta(tree).at("/paths_data/paths/3/path_type").asText()).isEqualTo("softlink");
    }
  }

  private static JsonNode meta(FileTree tree) throws IOException {
    return new JsonMapper().readTree(text(tree, ENV + "conda-meta/demo-1.0-0.json"));
  }
}
