package org.repo2oci.pypi.bytecode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.event.EventSink;
import org.repo2oci.filetree.Content;
import org.repo2oci.image.Digest;
import org.repo2oci.pypi.HostPython;
import org.repo2oci.pypi.install.Bytecode;
import org.repo2oci.pypi.install.InstallRequest;
import org.repo2oci.pypi.install.InstalledWheel;
import org.repo2oci.pypi.install.Prefix;
import org.repo2oci.pypi.install.PythonMinor;
import org.repo2oci.pypi.install.WheelInstaller;
import org.repo2oci.store.DiskStore;
import org.repo2oci.store.Store;

/** Compiles real packages by the interpreter of another Debian release, which is only unpacked. */
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BytecodeE2eTest {
  private static final PythonMinor MINOR = PythonMinor.parse("3.13");

  /** Unpacks Debian's Python with what it needs, as the machine's own apt finds it. */
  private static final String UNPACK =
      """
      set -eu
      mkdir -p apt/lists/partial apt/cache/archives/partial python/usr/bin python/usr/lib
      mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Label: Debian' | head -n 1)
      : "${mirror:?no Debian source}" > apt/status
      echo "deb [trusted=yes] $mirror trixie main" > apt/sources.list
      settings="-o Dir::State=$PWD/apt -o Dir::State::lists=$PWD/apt/lists -o Dir::Cache=$PWD/apt/cache
        -o Dir::Etc::sourcelist=$PWD/apt/sources.list -o Dir::Etc::sourceparts=/dev/null
        -o Dir::State::status=$PWD/apt/status"
      apt-get $settings -qq update
      apt-get $settings -qq --no-install-recommends -y -d install python3 > /dev/null
      for package in apt/cache/archives/*.deb; do
        dpkg-deb --fsys-tarfile "$package" | tar -x -C python
      done
      """;

  private Path folder;
  private PythonRuntime python;
  private final List<Path> wheels = new ArrayList<>();

  @BeforeAll
  void unpackAndDownload(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary;
    try {
      HostPython.run(folder, List.of("sh", "-c", UNPACK));
      HostPython.run(
          folder,
          List.of(
              "python3",
              "-m",
              "pip",
              "download",
              "-q",
              "-d",
              "wheels",
              "--no-deps",
              "--python-version",
              "3.13",
              "--only-binary",
              ":all:",
              "--platform",
              "manylinux_2_28_x86_64",
              "--platform",
              "manylinux_2_17_x86_64",
              "numpy",
              "pandas",
              "jupyterlab",
              "scikit-learn",
              "matplotlib",
              "six",
              "pycparser",
              "nbformat",
              "ipykernel"));
    } catch (IOException e) {
      assumeTrue(false, "needs Debian's and Python's packages: " + e.getMessage());
    }
    python = new UnpackedPython(folder.resolve("python"), "/usr/bin/python" + MINOR);
    try (Stream<Path> files = Files.list(folder.resolve("wheels"))) {
      files.sorted().forEach(wheels::add);
    }
  }

  @Test
  void anyOrderAndNumberOfInterpretersGiveTheSameBytes() throws Exception {
    Map<String, String> together = compileAll("two", 2, wheels);
    List<Path> reversed = new ArrayList<>(wheels);
    Collections.reverse(reversed);
    Map<String, String> oneByOne = compileAll("one", 1, reversed);

    assertThat(together).hasSizeGreaterThan(1000).isEqualTo(oneByOne);
  }

  private Map<String, String> compileAll(String name, int workers, List<Path> files)
      throws Exception {
    Store store = DiskStore.open(folder.resolve(name));
    WheelInstaller installer =
        new WheelInstaller(
            Prefix.virtualEnvironment("/srv/conda/envs/notebook", MINOR, 1000, 1000), store);
    Map<String, String> digests = new TreeMap<>();
    try (BytecodeCompiler compiler =
            new BytecodeCompiler(python, MINOR, "trixie", store, workers, EventSink.none());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Bytecode>> work = new ArrayList<>();
      for (Path file : files) {
        InstalledWheel wheel = installer.install(request(file));
        work.add(() -> compiler.compile(wheel));
      }
      for (Future<Bytecode> done : threads.invokeAll(work)) {
        for (Map.Entry<String, Content> compiled : done.get().files().entrySet()) {
          try (var content = compiled.getValue().open()) {
            digests.put(compiled.getKey(), Digest.of(content.readAllBytes()).hex());
          }
        }
      }
    }
    return digests;
  }

  private static InstallRequest request(Path file) throws IOException {
    String fileName = file.getFileName().toString();
    return new InstallRequest(
        file,
        fileName,
        Digest.of(Files.readAllBytes(file)),
        fileName.split("-", 2)[0],
        Optional.empty(),
        true,
        Optional.empty());
  }
}
