package org.repo2oci.pypi.install;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;
import org.repo2oci.pypi.wheel.RecordFile;
import org.repo2oci.pypi.wheel.RecordRow;
import org.repo2oci.pypi.wheel.WheelBuilder;
import org.repo2oci.store.DiskStore;
import org.repo2oci.store.Store;

class WheelInstallerTest {
  private static final String ENV = "srv/conda/envs/notebook/";
  private static final String SITE = ENV + "lib/python3.13/site-packages/";
  private static final String INFO = SITE + "demo-1.0.dist-info/";
  private static final Prefix PREFIX =
      Prefix.virtualEnvironment("/srv/conda/envs/notebook", PythonMinor.parse("3.13"), 1000, 1000);

  @TempDir Path folder;
  private Store store;
  private final WheelBuilder demo = WheelBuilder.of("demo", "1.0");

  @BeforeEach
  void openStore() {
    store = DiskStore.open(folder.resolve("store"));
  }

  @Test
  void filesOfTheRootStayInTheWheel() throws IOException {
    FileTree tree = install(demo.file("demo/a.py", "a = 1\n"));

    Node.RegularFile file = file(tree, SITE + "demo/a.py");
    assertThat(file.content()).isInstanceOf(Content.Deflated.class);
    assertThat(text(tree, SITE + "demo/a.py")).isEqualTo("a = 1\n");
    assertThat(file.attributes()).isEqualTo(new Attributes(0644, 1000, 1000, 1_580_702_706));
  }

  @Test
  void foldersFromThePrefixDownHaveTheSameAttributesEverywhere() throws IOException {
    FileTree tree = install(demo.file("demo/a.py", ""));

    assertThat(tree.node(SITE + "demo"))
        .contains(new Node.Directory(new Attributes(0755, 1000, 1000, 315_532_800)));
    assertThat(tree.node(ENV + "lib")).isPresent();
    assertThat(tree.node("srv/conda/envs/notebook")).isEmpty();
    assertThat(tree.node("srv")).isEmpty();
  }

  @Test
  void executableMembersStaySo() throws IOException {
    FileTree tree =
        install(
            demo.file("demo/tool", "x")
                .member("demo/tool", member -> member.mode(0100700))
                .file("demo/secret", "x")
                .member("demo/secret", member -> member.mode(0100600)));

    assertThat(file(tree, SITE + "demo/tool").attributes().mode()).isEqualTo(0755);
    assertThat(file(tree, SITE + "demo/secret").attributes().mode()).isEqualTo(0644);
  }

  @Nested
  class Schemes {
    @Test
    void eachHasItsFolder() throws IOException {
      String data = demo.data();
      FileTree tree =
          install(
              demo.file(data + "purelib/pure.py", "")
                  .file(data + "platlib/plat.so", "")
                  .file(data + "headers/demo.h", "")
                  .file(data + "data/share/demo/x", "")
                  .file(data + "data/lib64/y", "")
                  .file(data + "scripts/run", "#!/bin/sh\n"));

      assertThat(tree.nodes())
          .containsKeys(
              SITE + "pure.py",
              SITE + "plat.so",
              ENV + "include/site/python3.13/demo/demo.h",
              ENV + "share/demo/x",
              ENV + "lib/y",
              ENV + "bin/run");
    }

    @Test
    void anUnknownOneIsRefused() {
      assertRefused(demo.file(demo.data() + "dll/x", ""), "a scheme `dll`, which is not known");
      assertRefused(
          WheelBuilder.of("demo", "1.0").file(demo.data() + "x", ""), "is in no scheme's folder");
    }

    @Test
    void aFileCannotBeWhereAnotherSchemeHasAFolder() {
      assertRefused(
          demo.file("demo/a.py", "").file(demo.data() + "purelib/demo", ""),
          "it installs `lib/python3.13/site-packages/demo` as a file and as a folder");
    }
  }

  @Nested
  class Scripts {
    @Test
    void theirPlaceholderLineIsReplaced() throws IOException {
      String scripts = demo.data() + "scripts/";
      FileTree tree =
          install(
              demo.file(scripts + "a", "#!python\nimport a\n")
                  .file(scripts + "b.py", "#!pythonw -x\r\nimport b\n")
                  .file(scripts + "c", "#!/usr/bin/perl\n")
                  .member(scripts + "c", member -> member.mode(0100644)));

      String interpreter = "#!/srv/conda/envs/notebook/bin/python\n";
      assertThat(text(tree, ENV + "bin/a")).isEqualTo(interpreter + "import a\n");
      assertThat(text(tree, ENV + "bin/b.py")).isEqualTo(interpreter + "import b\n");
      assertThat(file(tree, ENV + "bin/c").content()).isInstanceOf(Content.Deflated.class);
      assertThat(file(tree, ENV + "bin/c").attributes().mode()).isEqualTo(0755);
      assertThat(record(tree))
          .contains("../../../bin/a,sha256=Dl_zsqbjugHUKYmjHn0zI7zA5h3MHOO8zZefmK4hFoY,47")
          .doesNotContain("scripts");
    }

    @Test
    void entryPointsBecomeCommands() throws IOException {
      FileTree tree =
          install(
              demo.file(
                  demo.info() + "entry_points.txt",
                  "[console_scripts]\nrun = demo.cli:app.main [x]\n[gui_scripts]\nshow = demo:f\n"));

      assertThat(text(tree, ENV + "bin/run"))
          .isEqualTo(
              """
              #!/srv/conda/envs/notebook/bin/python
              import sys
              from demo.cli import app
              if __name__ == '__main__':
                  sys.argv[0] = sys.argv[0].removesuffix('.exe')
                  sys.exit(app.main())
              """);
      assertThat(text(tree, ENV + "bin/show")).contains("from demo import f\n");
      assertThat(file(tree, ENV + "bin/run").attributes().mode()).isEqualTo(0755);
      assertThat(record(tree)).contains("../../../bin/run,sha256=");
    }

    @Test
    void wrappersThatTheWheelShipsAreMadeAnew() throws IOException {
      FileTree tree =
          install(
              demo.file(demo.info() + "entry_points.txt", "[console_scripts]\nrun = demo:f\n")
                  .file(demo.data() + "scripts/run", "old")
                  .file(demo.data() + "scripts/run-script.py", "old")
                  .file(demo.data() + "scripts/run.exe", "old"));

      assertThat(text(tree, ENV + "bin/run")).contains("from demo import f");
      assertThat(tree.nodes()).doesNotContainKeys(ENV + "bin/run.exe", ENV + "bin/run-script.py");
      assertThat(record(tree)).doesNotContain("run.exe");
    }

    @Test
    void entryPointsThatNameNoFunctionOrLeaveTheFolderAreRefused() {
      assertRefused(commands("run = demo"), "entry point `run = demo` names no function");
      assertRefused(commands("run = demo:f; import os"), "names no function");
      assertRefused(commands("../run = demo:f"), "entry point `../run` is not the name");
      assertRefused(commands(".. = demo:f"), "entry point `..` is not the name");
    }

    private WheelBuilder commands(String line) {
      WheelBuilder wheel = WheelBuilder.of("demo", "1.0");
      return wheel.file(wheel.info() + "entry_points.txt", "[console_scripts]\n" + line + "\n");
    }

    @Test
    void pipGetsTheCommandsOfThisPython() {
      assertThat(
              CommandScript.forPython(
                      Map.of("pip", "p:m", "pip3.9", "p:m", "pip3", "p:m", "pipx", "x:m"),
                      PythonMinor.parse("3.13"))
                  .keySet())
          .containsExactlyInAnyOrder("pip", "pip3", "pip3.13", "pipx");
    }

    @Test
    void longOrBlankInterpretersAreRunByAShell() {
      String path = "/" + "x".repeat(122) + "/y";
      assertThat(Shebang.of(path.substring(0, 124)))
          .isEqualTo("#!" + path.substring(0, 124) + "\n");
      assertThat(Shebang.of(path))
          .isEqualTo("#!/bin/sh\n'''exec' %s \"$0\" \"$@\"\n' '''\n".formatted(path));
      assertThat(Shebang.of("/a b/python"))
          .isEqualTo("#!/bin/sh\n'''exec' \"/a b/python\" \"$0\" \"$@\"\n' '''\n");
    }
  }

  @Nested
  class Metadata {
    @Test
    void recordListsEverythingOnceAndSorted() throws IOException {
      FileTree tree = install(demo.file("demo/a.py", "a = 1\n").unlisted("demo/a.py"));

      assertThat(record(tree).lines().map(line -> line.substring(0, line.indexOf(','))))
          .containsExactly(
              "demo-1.0.dist-info/INSTALLER",
              "demo-1.0.dist-info/METADATA",
              "demo-1.0.dist-info/RECORD",
              "demo-1.0.dist-info/WHEEL",
              "demo/a.py");
      assertThat(record(tree)).contains("demo-1.0.dist-info/RECORD,,\r\n", "demo/a.py,,\r\n");
      assertThat(text(tree, INFO + "INSTALLER")).isEqualTo("repo2oci\n");
      assertThat(tree.nodes()).doesNotContainKey(INFO + "REQUESTED");
    }

    @Test
    void bytecodeIsListedWithoutHash() throws IOException {
      InstalledWheel wheel =
          new WheelInstaller(PREFIX, store)
              .install(request(demo.file("demo/a.b.py", "a = 1\n").file("c.py", ""), false));

      FileTree tree =
          wheel.tree(
              new Bytecode(
                  Map.of("lib/python3.13/site-packages/demo/a.b.py", Content.of(new byte[] {1}))));

      String compiled = "demo/__pycache__/a.b.cpython-313.pyc";
      assertThat(record(tree)).contains(compiled + ",,\r\n").doesNotContain("c.cpython");
      assertThat(file(tree, SITE + compiled).attributes())
          .isEqualTo(file(tree, SITE + "demo/a.b.py").attributes());
    }

    @Test
    void sourcesAreAllPythonFilesWithTheirPathInTheImage() throws IOException {
      InstalledWheel wheel =
          new WheelInstaller(PREFIX, store)
              .install(
                  request(
                      demo.file("demo/a.py", "")
                          .file("demo/a.pyi", "")
                          .file(demo.data() + "scripts/tool.py", "#!python\n"),
                      false));

      assertThat(wheel.sources())
          .extracting(PythonSource::path)
          .containsExactly(
              "/srv/conda/envs/notebook/bin/tool.py",
              "/srv/conda/envs/notebook/lib/python3.13/site-packages/demo/a.py");
    }

    @Test
    void requestedAndOriginAreWrittenWhereTheyHold() throws IOException {
      InstallRequest plain = request(demo, true);
      FileTree tree =
          new WheelInstaller(PREFIX, store)
              .install(
                  new InstallRequest(
                      plain.file(),
                      plain.fileName(),
                      plain.digest(),
                      "demo",
                      Optional.of("1.0"),
                      true,
                      Optional.of(
                          new DirectUrl.Directory("file:///srv/repo", Optional.of("sub"), false))))
              .tree(Bytecode.none());

      assertThat(text(tree, INFO + "REQUESTED")).isEmpty();
      assertThat(text(tree, INFO + "direct_url.json"))
          .isEqualTo(
              "{\"dir_info\": {}, \"subdirectory\": \"sub\", \"url\": \"file:///srv/repo\"}");
      assertThat(record(tree)).contains("direct_url.json,sha256=", "REQUESTED,sha256=");
    }
  }

  @Nested
  class AWrongRecord {
    private static final String WRONG = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";

    @Test
    void isInstalledWithAWarningThatNamesWheelAndFiles() throws IOException {
      InstalledWheel wheel =
          new WheelInstaller(PREFIX, store)
              .install(
                  request(
                      demo.file("demo/a.py", "a = 1\n")
                          .row("demo/a.py", WRONG, "6")
                          .row("demo/missing.py", "", ""),
                      false));

      assertThat(wheel.warning())
          .contains(
              "The RECORD of `demo-1.0-py3-none-any.whl` is not true of its files"
                  + " (`demo/a.py`: its content has another hash; `demo/missing.py`: there is no"
                  + " such file); they are installed as they are, as pip does");
    }

    @Test
    void namesAFewOfManyFiles() throws IOException {
      WheelBuilder wheel = demo;
      for (int i = 0; i < 5; i++) {
        wheel = wheel.row("demo/%d.py".formatted(i), "", "");
      }

      assertThat(new WheelInstaller(PREFIX, store).install(request(wheel, false)).warning())
          .hasValueSatisfying(text ->
              assertThat(text)
                  .contains("`demo/2.py`", "; and 2 more)")
                  .doesNotContain("demo/3.py"));
    }

    @Test
    void isTrueInTheImage() throws IOException {
      String script = demo.data() + "scripts/tool";
      FileTree tree =
          install(
              demo.file("demo/a.py", "a = 1\n")
                  .row("demo/a.py", WRONG, "0")
                  .file(script, "#!/bin/sh\n")
                  .row(script, "md5=x", "")
                  .row("../../../../../etc/passwd", "", ""));

      assertThat(record(tree))
          .contains(
              RecordFile.format(List.of(RecordRow.of("demo/a.py", "a = 1\n".getBytes(UTF_8)))),
              RecordFile.format(
                  List.of(RecordRow.of("../../../bin/tool", "#!/bin/sh\n".getBytes(UTF_8)))))
          .doesNotContain(WRONG, "passwd");
    }

    @Test
    void whereOnlyItsFormIsWrongIsWrittenAnewWithoutAWarning() throws IOException {
      byte[] content = "a = 1\n".getBytes(UTF_8);
      InstalledWheel wheel =
          new WheelInstaller(PREFIX, store)
              .install(
                  request(
                      demo.file("demo/a.py", content)
                          .row("demo/a.py", "sha256=" + Digest.of(content).hex(), "6"),
                      false));

      assertThat(wheel.warning()).isEmpty();
      assertThat(record(wheel.tree(Bytecode.none())))
          .contains(RecordFile.format(List.of(RecordRow.of("demo/a.py", content))));
    }

    @Test
    void ofARightWheelIsNotWarnedOf() throws IOException {
      assertThat(
              new WheelInstaller(PREFIX, store)
                  .install(request(demo.file("a.py", ""), false))
                  .warning())
          .isEmpty();
    }
  }

  @Test
  void aFaultyWheelIsRefused() {
    assertRefused(
        demo.without(demo.info() + "METADATA"), "it has no `demo-1.0.dist-info/METADATA`");
  }

  @Test
  void theSameWheelGivesTheSameTree() throws IOException {
    WheelBuilder wheel =
        demo.file("demo/a.py", "a = 1\n").file(demo.data() + "scripts/x", "#!python\n");

    assertThat(described(install(wheel))).isEqualTo(described(install(wheel)));
  }

  private static List<String> described(FileTree tree) {
    return tree.nodes().entrySet().stream()
        .map(entry ->
            entry.getKey()
                + " "
                + entry.getValue().attributes()
                + (entry.getValue() instanceof Node.RegularFile ? text(tree, entry.getKey()) : ""))
        .toList();
  }

  private void assertRefused(WheelBuilder wheel, String reason) {
    assertThatExceptionOfType(BuildFailure.class)
        .isThrownBy(() -> install(wheel))
        .withMessageStartingWith("Cannot install `demo-1.0-py3-none-any.whl`: ")
        .withMessageContaining(reason);
  }

  private FileTree install(WheelBuilder wheel) throws IOException {
    return new WheelInstaller(PREFIX, store).install(request(wheel, false)).tree(Bytecode.none());
  }

  private InstallRequest request(WheelBuilder wheel, boolean requested) throws IOException {
    return new InstallRequest(
        wheel.write(folder),
        wheel.fileName(),
        wheel.digest(),
        "demo",
        Optional.of("1.0"),
        requested,
        Optional.empty());
  }

  private static String record(FileTree tree) {
    return text(tree, INFO + "RECORD");
  }

  private static String text(FileTree tree, String path) {
    try (InputStream content = file(tree, path).content().open()) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Node.RegularFile file(FileTree tree, String path) {
    return (Node.RegularFile) tree.node(path).orElseThrow(() -> new AssertionError(path));
  }
}
