package org.repo2oci.conda.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.event.EventSink;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.pypi.HostPython;
import org.repo2oci.pypi.bytecode.BytecodeCompiler;
import org.repo2oci.pypi.bytecode.PythonRuntime;
import org.repo2oci.pypi.install.Bytecode;
import org.repo2oci.pypi.install.TreeOnDisk;
import org.repo2oci.store.DiskStore;
import org.repo2oci.store.Store;

/** Real archives, linked by the real conda, by rattler and by us, file for file. */
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CondaOracleE2eTest {
  private static final List<String> SPECS =
      List.of("python=3.10", "numpy", "pandas", "jupyterlab", "nbclassic", "jsonpatch");
  private static final String FINAL = "/srv/conda/envs/notebook";
  private static final Instant LOCKED = Instant.parse("2026-01-02T03:04:05Z");
  private static final JsonMapper JSON = new JsonMapper();

  private Path folder;
  private Store store;
  private CondaOracle oracle;
  private Path environment;
  private Path reference;
  private List<LockedConda> packages;

  @BeforeAll
  void installByConda(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary.toRealPath();
    store = DiskStore.open(folder.resolve("store"));
    oracle = CondaOracle.require();
    environment = folder.resolve("env");
    reference = folder.resolve("env-of-conda");
    List<String> install = new ArrayList<>(List.of("install", "--engine", "conda"));
    install.addAll(List.of("--channel", oracle.channel().toString()));
    install.addAll(List.of("--prefix", environment.toString()));
    install.addAll(SPECS);
    oracle.run(install);
    Files.move(environment, reference);
    packages = oracle.installed(reference, SPECS);
    installByUs();
  }

  private void installByUs() throws IOException, InterruptedException {
    CondaPrefix prefix = prefix(environment.toString(), packages);
    PythonRuntime runtime =
        (arguments, variables) -> {
          List<String> command =
              new ArrayList<>(List.of(reference.resolve("bin/python").toString()));
          command.addAll(arguments);
          ProcessBuilder builder = new ProcessBuilder(command);
          builder.environment().clear();
          builder.environment().putAll(variables);
          return builder.start();
        };
    CondaLinker linker = new CondaLinker(prefix, EventSink.none());
    CondaPython python = prefix.python().orElseThrow();
    Files.createDirectories(folder.resolve("scratch"));
    try (BytecodeCompiler compiler =
        new BytecodeCompiler(
            runtime, python.minor(), python.version(), store, 2, EventSink.none())) {
      for (LockedConda locked : packages) {
        LinkedPackage linked =
            linker.link(locked, oracle.archive(locked), folder.resolve("scratch"));
        Bytecode bytecode = compiler.compile(linked.sourcesIdentity(), linked::sources);
        TreeOnDisk.write(linked.tree(bytecode), Path.of("/"));
      }
    }
    TreeOnDisk.write(
        CondaEnvironment.tree(prefix, packages, LOCKED, Map.of("GREETING", "hello")), Path.of("/"));
  }

  private static CondaPrefix prefix(String path, List<LockedConda> packages) {
    return new CondaPrefix(
        path,
        packages.stream()
            .filter(locked -> locked.record().name().equals("python"))
            .findFirst()
            .map(CondaPython::of),
        1000,
        1000);
  }

  @Test
  @Order(1)
  void everyFileIsAsCondaHasIt() throws IOException {
    FileTree byConda = TreeOnDisk.read(reference, reference);
    FileTree byUs = TreeOnDisk.read(environment, environment);

    assertThat(differences(byConda, byUs, true))
        .containsExactly("conda-meta/history differs", "conda-meta/state is new");
    assertThat(byConda.nodes()).hasSizeGreaterThan(10_000);
  }

  @Test
  @Order(2)
  void everyRecordIsAsCondaWritesIt() throws IOException {
    for (LockedConda locked : packages) {
      String path = "conda-meta/" + CondaMeta.stem(locked.record()) + ".json";
      assertThat(record(environment.resolve(path)))
          .as(path)
          .isEqualTo(record(reference.resolve(path)));
    }
  }

  /**
   * Without the folders of a cache of packages; with no wish, for those are in the history; and
   * without the time, of which that conda drops the milliseconds.
   */
  private static JsonNode record(Path file) throws IOException {
    ObjectNode json = (ObjectNode) JSON.readTree(file.toFile());
    return json.without(
        List.of(
            "extracted_package_dir",
            "package_tarball_full_path",
            "link",
            "requested_spec",
            "timestamp"));
  }

  @Test
  @Order(3)
  void condaReadsTheEnvironmentAsItsOwn() throws IOException, InterruptedException {
    assertThat(conda(List.of("list", "--json"), environment))
        .isEqualTo(conda(List.of("list", "--json"), reference));
    assertThat(
            JSON.readTree(conda(List.of("env", "export", "--from-history", "--json"), environment))
                .path("dependencies")
                .valueStream()
                .map(JsonNode::asText))
        .containsExactlyInAnyOrderElementsOf(SPECS);
    assertThat(conda(List.of("env", "config", "vars", "list"), environment))
        .contains("GREETING = hello");
    assertThat(conda(List.of("doctor"), environment))
        .contains("There are no packages with missing files")
        .contains("There are no packages with altered files");
  }

  private String conda(List<String> command, Path prefix) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("conda"));
    arguments.addAll(command);
    arguments.addAll(List.of("-p", prefix.toString()));
    return oracle.run(arguments).replaceAll("(?m)^#.*\\R", "");
  }

  @Test
  @Order(4)
  void programsRun() throws IOException, InterruptedException {
    String python = environment.resolve("bin/python").toString();

    assertThat(
            HostPython.run(
                folder,
                List.of(
                    python,
                    "-c",
                    "import ssl, numpy, pandas as p;"
                        + "print(p.DataFrame({'a': numpy.arange(3)}).a.sum(), ssl.get_default_verify_paths())")))
        .startsWith("3 ")
        .contains(environment.resolve("ssl/cert.pem").toString());
    assertThat(
            HostPython.run(
                folder, List.of(environment.resolve("bin/jupyter-lab").toString(), "--version")))
        .matches("(?s)\\d+\\..*");
    // numpy's archive has one that is stale: as many as conda's, and no more.
    assertThat(stale(environment)).startsWith("[").isEqualTo(stale(reference));
  }

  @Test
  @Order(4)
  void bytecodeIsThatOfConda() throws IOException, InterruptedException {
    Path script = Files.writeString(folder.resolve("compare.py"), COMPARE_BYTECODE);

    String printed =
        HostPython.run(
            folder,
            List.of(
                reference.resolve("bin/python").toString(),
                script.toString(),
                reference.toString(),
                environment.toString()));

    assertThat(printed.strip()).matches("[1-9]\\d{3,} compared, 0 different");
  }

  private static final String COMPARE_BYTECODE =
      """
      import marshal, os, sys
      theirs, ours = sys.argv[1:]
      def facts(code, prefix):
          # conda compiles by a path from the prefix.
          name = code.co_filename[len(prefix) + 1:] if code.co_filename[:1] == '/' else code.co_filename
          return code, name, [facts(c, prefix) for c in code.co_consts if hasattr(c, 'co_code')]
      compared = different = 0
      for folder, _, names in os.walk(theirs + '/lib/python3.10/site-packages'):
          for name in names:
              if name.endswith('.pyc'):
                  path = os.path.join(folder, name)
                  a, b = open(path, 'rb').read(), open(ours + path[len(theirs):], 'rb').read()
                  same = facts(marshal.loads(a[16:]), ours) == facts(marshal.loads(b[16:]), ours)
                  compared += 1
                  if a[:16] != b[:16] or not same:
                      different += 1
                      print(path, a[:16] == b[:16], same)
      print(compared, 'compared,', different, 'different')
      """;

  private String stale(Path prefix) throws IOException, InterruptedException {
    return HostPython.run(
        folder, List.of(prefix.resolve("bin/python").toString(), "-B", "-c", STALE_BYTECODE));
  }

  private static final String STALE_BYTECODE =
      """
      import importlib.util, os, struct, sys
      stale = []
      for folder, _, names in os.walk(sys.prefix + '/lib/python3.10/site-packages'):
          for name in names:
              if name.endswith('.cpython-310.pyc'):
                  path = os.path.join(folder, name)
                  stat = os.stat(importlib.util.source_from_cache(path))
                  head = struct.unpack('<LL', open(path, 'rb').read(16)[8:])
                  if head != (int(stat.st_mtime), stat.st_size):
                      stale.append(path[len(sys.prefix):])
      print(stale)
      """;

  @Test
  @Order(5)
  void condaRemovesWhatWeLinked() throws IOException, InterruptedException {
    oracle.run(
        List.of(
            "conda", "remove", "--yes", "--offline", "-p", environment.toString(), "jsonpatch"));

    assertThat(environment.resolve("bin/jsonpatch")).doesNotExist();
    assertThat(environment.resolve("lib/python3.10/site-packages/jsonpatch.py")).doesNotExist();
    assertThat(
            environment.resolve(
                "lib/python3.10/site-packages/__pycache__/jsonpatch.cpython-310.pyc"))
        .doesNotExist();
    assertThat(environment.resolve("bin/python3.10")).exists();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "python=3.10 numpy pandas jupyterlab",
        "python=3.13 click pip",
        "python=3.11 tqdm pip"
      })
  @Order(6)
  void everyFileIsAsRattlerHasIt(String specs) throws IOException, InterruptedException {
    List<String> wanted = List.of(specs.split(" ", -1));
    Path byRattler = Files.createTempDirectory(folder, "rattler").resolve("env");
    List<String> install =
        new ArrayList<>(
            List.of(
                "install",
                "--channel",
                oracle.channel().toString(),
                "--prefix",
                byRattler.toString()));
    install.addAll(List.of("--final-prefix", FINAL));
    install.addAll(wanted);
    oracle.run(install);
    List<LockedConda> locked = oracle.solve(wanted);
    CondaLinker linker = new CondaLinker(prefix(FINAL, locked), EventSink.none());
    FileTree.Builder ours = FileTree.builder();
    Path scratch = Files.createTempDirectory(folder, "scratch");
    for (LockedConda one : locked) {
      linker
          .link(one, oracle.archive(one), scratch)
          .tree(Bytecode.none())
          .forEach((path, node) -> ours.put(path.substring(FINAL.length()), node));
    }

    assertThat(differences(TreeOnDisk.read(byRattler, byRattler), ours.build(), false))
        .containsExactly("CACHEDIR.TAG is missing", "conda-meta/history is missing");
  }

  @Test
  @Order(7)
  void everyArchiveOfTheChannelCanBeRead() throws IOException {
    CondaPrefix prefix = prefix(FINAL, packages);
    PathLists lists = new PathLists(store, prefix);
    for (LockedConda locked : oracle.all()) {
      assertThat(lists.get(locked, oracle.archive(locked)).name())
          .isEqualTo(locked.record().name());
    }
  }

  @Test
  @Order(8)
  void listsOfPathsAreWhatIsInstalled() throws IOException {
    PathLists lists = new PathLists(store, prefix(environment.toString(), packages));
    List<String> listed = new ArrayList<>();
    for (LockedConda locked : packages) {
      lists
          .get(locked, oracle.archive(locked))
          .entries()
          .forEach(entry -> listed.add(entry.path()));
    }

    FileTree.Builder conda = FileTree.builder();
    TreeOnDisk.read(reference, reference)
        .forEach((path, node) -> {
          if (!(node instanceof Node.Directory) && !path.startsWith("conda-meta/")) {
            conda.put(path, node);
          }
        });
    assertThat(listed).containsAll(conda.build().nodes().keySet());
  }

  /** What differs; rattler writes commands with tabs, and modes that the packager's umask had. */
  private static List<String> differences(FileTree theirs, FileTree ours, boolean exactly) {
    Map<String, String> differences = new TreeMap<>();
    theirs.forEach((path, node) -> {
      if (!(node instanceof Node.Directory)) {
        ours.node(path)
            .ifPresentOrElse(
                own -> {
                  if (!same(path, node, own, exactly)) {
                    differences.put(path, path + " differs");
                  }
                },
                () -> differences.put(path, path + " is missing"));
      }
    });
    ours.forEach((path, node) -> {
      if (theirs.node(path).isEmpty()) {
        differences.put(path, path + " is new");
      }
    });
    differences.keySet().removeIf(path -> path.startsWith("conda-meta/") && path.endsWith(".json"));
    return List.copyOf(differences.values());
  }

  private static boolean same(String path, Node theirs, Node ours, boolean exactly) {
    if (theirs instanceof Node.SymbolicLink link) {
      return ours instanceof Node.SymbolicLink own && own.target().equals(link.target());
    }
    if (!(theirs instanceof Node.RegularFile file) || !(ours instanceof Node.RegularFile own)) {
      return false;
    }
    byte[] a = bytes(file);
    byte[] b = bytes(own);
    if (path.endsWith(".pyc") && exactly && a.length != b.length) {
      // conda compiles by a path from the prefix; what the code is, is compared by another test.
      return file.attributes().mode() == own.attributes().mode();
    }
    if (exactly) {
      return file.attributes().mode() == own.attributes().mode() && Arrays.equals(a, b);
    }
    boolean command = path.startsWith("bin/") && b.length < 1000;
    return (file.attributes().mode() & 0755) == own.attributes().mode()
        && (Arrays.equals(a, b) || (command && withoutTabs(a).equals(withoutTabs(b))));
  }

  private static String withoutTabs(byte[] script) {
    return new String(script, StandardCharsets.UTF_8).replace("\t", "    ");
  }

  private static byte[] bytes(Node.RegularFile file) {
    try (InputStream content = file.content().open()) {
      return content.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
