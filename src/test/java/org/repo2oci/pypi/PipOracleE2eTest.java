package org.repo2oci.pypi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.event.EventSink;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;
import org.repo2oci.pypi.bytecode.BytecodeCompiler;
import org.repo2oci.pypi.install.DirectUrl;
import org.repo2oci.pypi.install.InstallRequest;
import org.repo2oci.pypi.install.InstalledWheel;
import org.repo2oci.pypi.install.Prefix;
import org.repo2oci.pypi.install.TreeOnDisk;
import org.repo2oci.pypi.install.VirtualEnvironment;
import org.repo2oci.pypi.install.WheelInstaller;
import org.repo2oci.store.DiskStore;

/** Real wheels, installed by pip and by us into environments of the same path, file for file. */
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PipOracleE2eTest {
  /**
   * Compiled code and data, many files, scripts and headers in the .data folder, programs with
   * windows.
   */
  private static final List<String> PROJECTS =
      List.of(
          "numpy",
          "pandas",
          "jupyterlab",
          "notebook",
          "ipykernel",
          "jupyter-core",
          "six",
          "widgetsnbextension",
          "jmespath",
          "greenlet",
          "qtconsole",
          "debugpy");

  private static final String DIRECT = "idna";

  private Path folder;
  private HostPython python;
  private Path wheels;
  private Path environment;
  private Path reference;
  private final Map<String, Path> wheelOf = new TreeMap<>();

  @BeforeAll
  void installByPip(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary.toRealPath();
    python = HostPython.require();
    wheels = Files.createDirectory(folder.resolve("wheels"));
    environment = folder.resolve("env");
    reference = folder.resolve("env-of-pip");
    run(python.executable(), "-m", "venv", "--without-pip", environment);
    Files.move(environment, folder.resolve("skeleton"));
    run(python.executable(), "-m", "venv", environment);
    Path own = environment.resolve("bin/python");
    try {
      run(own, "-m", "pip", "install", "-q", "--upgrade", "pip");
      run(
          own,
          "-m",
          "pip",
          "download",
          "-q",
          "--no-deps",
          "-d",
          wheels,
          "--only-binary",
          ":all:",
          "pip",
          DIRECT,
          PROJECTS);
    } catch (IOException e) {
      assumeTrue(false, "needs a package index: " + e.getMessage());
    }
    try (Stream<Path> files = Files.list(wheels)) {
      files.forEach(file ->
          wheelOf.put(file.getFileName().toString().split("-", 2)[0].replace('_', '-'), file));
    }
    run(
        own,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--find-links",
        wheels,
        "--force-reinstall",
        "pip",
        PROJECTS);
    run(
        own,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        String.valueOf(wheelOf.get(DIRECT)));
    if (!python.minor().atLeast(3, 12)) {
      run(own, "-m", "pip", "uninstall", "-q", "-y", "setuptools");
    }
    Files.move(environment, reference);
    installByUs();
  }

  private void installByUs() throws IOException, InterruptedException {
    Prefix prefix = Prefix.virtualEnvironment(environment.toString(), python.minor(), 0, 0);
    FileTree base = TreeOnDisk.read(Path.of("/"), python.library().resolve("venv/scripts"));
    TreeOnDisk.write(
        new VirtualEnvironment(prefix, python.executable().toString(), python.version()).tree(base),
        Path.of("/"));
    DiskStore store = DiskStore.open(folder.resolve("store"));
    WheelInstaller installer = new WheelInstaller(prefix, store);
    try (BytecodeCompiler compiler =
        new BytecodeCompiler(
            python, python.minor(), python.version(), store, 2, EventSink.none())) {
      for (Map.Entry<String, Path> wheel : wheelOf.entrySet()) {
        InstalledWheel installed = installer.install(request(wheel.getKey(), wheel.getValue()));
        TreeOnDisk.write(installed.tree(compiler.compile(installed)), Path.of("/"));
      }
    }
  }

  private static InstallRequest request(String name, Path file) throws IOException {
    Digest digest = Digest.of(Files.readAllBytes(file));
    return new InstallRequest(
        file,
        file.getFileName().toString(),
        digest,
        name,
        Optional.of(file.getFileName().toString().split("-", 3)[1]),
        true,
        name.equals(DIRECT)
            ? Optional.of(
                new DirectUrl.Archive("file://" + file, Optional.empty(), Optional.of(digest)))
            : Optional.empty());
  }

  @Test
  @Order(1)
  void theEmptyEnvironmentIsAsVenvMakesIt() throws IOException {
    FileTree ours =
        new VirtualEnvironment(
                Prefix.virtualEnvironment(environment.toString(), python.minor(), 0, 0),
                python.executable().toString(),
                python.version())
            .tree(TreeOnDisk.read(Path.of("/"), python.library().resolve("venv/scripts")));
    String top = environment.toString().substring(1) + "/";
    Map<String, String> byUs = new TreeMap<>();
    ours.forEach((path, node) -> {
      if (path.startsWith(top)) {
        byUs.put(path.substring(top.length()), described(node));
      }
    });
    Map<String, String> byVenv = new TreeMap<>();
    FileTree skeleton = TreeOnDisk.read(folder.resolve("skeleton"), folder.resolve("skeleton"));
    skeleton.forEach((path, node) -> byVenv.put(path, described(node)));

    assertThat(byUs).isEqualTo(byVenv);
  }

  private static String described(Node node) {
    return switch (node) {
      case Node.Directory directory -> "%o".formatted(directory.attributes().mode());
      case Node.SymbolicLink link -> "-> " + link.target();
      case Node.RegularFile file ->
          "%o %s"
              .formatted(file.attributes().mode(), new String(bytes(file), StandardCharsets.UTF_8));
      case Node.HardLink _, Node.Whiteout _, Node.OpaqueDirectory _ -> "other";
    };
  }

  @Test
  @Order(2)
  void theSameFilesAreThereWithTheSameModesAndContents() throws IOException {
    FileTree byPip = TreeOnDisk.read(reference, reference);
    FileTree byUs = TreeOnDisk.read(environment, environment);

    assertThat(byUs.nodes().keySet()).isEqualTo(byPip.nodes().keySet());
    List<String> different = new ArrayList<>();
    byPip.forEach((path, expected) -> {
      Node actual = byUs.nodes().get(path);
      if (expected instanceof Node.RegularFile file
          && actual instanceof Node.RegularFile ours
          && !expectedToDiffer(path)) {
        if (file.attributes().mode() != ours.attributes().mode()) {
          different.add("mode of " + path);
        }
        if (!java.util.Arrays.equals(bytes(file), bytes(ours))) {
          different.add(path);
        }
      }
    });
    assertThat(different).isEmpty();
  }

  /** The environment was made by another command; the rest is compared by the other tests. */
  private static boolean expectedToDiffer(String path) {
    return path.equals("pyvenv.cfg")
        || path.endsWith(".pyc")
        || path.endsWith(".dist-info/RECORD")
        || path.endsWith(".dist-info/INSTALLER");
  }

  @Test
  @Order(3)
  void recordsHaveTheSameRows() throws IOException {
    FileTree byPip = TreeOnDisk.read(reference, reference);
    int compared = 0;
    for (String path : byPip.nodes().keySet()) {
      if (path.endsWith(".dist-info/RECORD")) {
        assertThat(rows(environment.resolve(path)))
            .as(path)
            .isEqualTo(rows(reference.resolve(path)));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(wheelOf.size());
  }

  private static Set<String> rows(Path record) throws IOException {
    Set<String> rows = new TreeSet<>();
    for (String row : Files.readString(record).split("\r\n", -1)) {
      rows.add(row.replaceFirst("(INSTALLER,).*", "$1"));
    }
    return rows;
  }

  @Test
  @Order(4)
  void bytecodeMeansTheSameAndIsTakenForFresh() throws IOException, InterruptedException {
    Path script = Files.writeString(folder.resolve("compare.py"), COMPARE_BYTECODE);

    String printed =
        HostPython.run(
            folder,
            List.of(
                python.executable().toString(),
                script.toString(),
                reference.toString(),
                environment.toString()));

    assertThat(printed.strip()).matches("[1-9][0-9]+ compared, 0 different");
  }

  private static final String COMPARE_BYTECODE =
      """
      import importlib.util, marshal, os, struct, sys
      byPip, ours = sys.argv[1:]
      def facts(code):
          # pip compiles scripts by a path with dots in it.
          return (code, os.path.normpath(code.co_filename), [facts(c) for c in code.co_consts if hasattr(c, 'co_code')])
      compared = different = 0
      for folder, _, names in os.walk(ours):
          for name in names:
              if not name.endswith('.pyc'):
                  continue
              path = os.path.join(folder, name)
              a, b = open(path, 'rb').read(), open(byPip + path[len(ours):], 'rb').read()
              stat = os.stat(importlib.util.source_from_cache(path))
              fresh = struct.unpack('<LL', a[8:16]) == (int(stat.st_mtime), stat.st_size)
              same = a[:8] == b[:8] and facts(marshal.loads(a[16:])) == facts(marshal.loads(b[16:]))
              compared += 1
              if not (fresh and same):
                  different += 1
                  print(path, fresh, same)
      print(compared, 'compared,', different, 'different')
      """;

  @Test
  @Order(5)
  void toolsReadTheEnvironmentAsPips() throws IOException, InterruptedException {
    Path own = environment.resolve("bin/python");

    for (List<Object> command :
        List.<List<Object>>of(
            List.of("-m", "pip", "list", "--format=json"),
            List.of("-c", EVERY_FILE_IS_AS_LISTED))) {
      String byUs = run(own, command.toArray());
      String byPip = run(reference.resolve("bin/python"), command.toArray());
      assertThat(byUs).isEqualTo(byPip).isNotBlank();
    }
    String check = checkOf(own);
    assertThat(check).isEqualTo(checkOf(reference.resolve("bin/python")));
  }

  private static final String EVERY_FILE_IS_AS_LISTED =
      """
      import base64, hashlib, importlib.metadata as m
      for d in sorted(m.distributions(), key=lambda d: d.name):
          files = d.files
          for f in files:
              assert f.locate().exists(), f
              if f.hash:
                  h = hashlib.new(f.hash.mode, f.read_binary()).digest()
                  assert base64.urlsafe_b64encode(h).decode().rstrip('=') == f.hash.value, f
          print(d.name, d.version, len(files), sorted(e.name for e in d.entry_points))
      """;

  /** What is missing is missing for both, since dependencies were left out. */
  private String checkOf(Path own) throws IOException, InterruptedException {
    try {
      return run(own, "-m", "pip", "check");
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      return message.substring(message.indexOf("ended with"));
    }
  }

  @Test
  @Order(6)
  void scriptsRun() throws IOException, InterruptedException {
    assertThat(run(environment.resolve("bin/pip"), "--version")).contains(environment.toString());
    assertThat(run(environment.resolve("bin/f2py"), "-v")).matches("(?s)\\d+\\..*");
  }

  @Test
  @Order(7)
  void pipRemovesWhatWeInstalled() throws IOException, InterruptedException {
    Path own = environment.resolve("bin/python");
    List<Object> command = new ArrayList<>(List.of("-m", "pip", "uninstall", "-y", DIRECT));
    command.addAll(PROJECTS);
    run(own, command.toArray());

    FileTree rest = TreeOnDisk.read(environment, environment);
    assertThat(
            rest.nodes().entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Node.RegularFile)
                .map(Map.Entry::getKey)
                .filter(path -> !path.contains("/site-packages/pip")))
        .allMatch(path -> path.matches("pyvenv.cfg|\\.gitignore|bin/([Aa]ctivate.*|pip.*)"));
  }

  private static byte[] bytes(Node.RegularFile file) {
    try (InputStream content = file.content().open()) {
      return content.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String run(Path program, Object... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    for (Object argument : arguments) {
      if (argument instanceof List<?> several) {
        several.forEach(one -> command.add(String.valueOf(one)));
      } else {
        command.add(String.valueOf(argument));
      }
    }
    return HostPython.run(folder, command);
  }
}
