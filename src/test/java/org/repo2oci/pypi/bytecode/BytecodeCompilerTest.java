package org.repo2oci.pypi.bytecode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.Content;
import org.repo2oci.pypi.install.Bytecode;
import org.repo2oci.pypi.install.InstallRequest;
import org.repo2oci.pypi.install.InstalledWheel;
import org.repo2oci.pypi.install.Prefix;
import org.repo2oci.pypi.install.PythonMinor;
import org.repo2oci.pypi.install.WheelInstaller;
import org.repo2oci.pypi.wheel.WheelBuilder;
import org.repo2oci.store.DiskStore;
import org.repo2oci.store.Store;

class BytecodeCompilerTest {
  private static final PythonMinor MINOR = PythonMinor.parse("3.13");
  private static final String SITE = "lib/python3.13/site-packages/";

  @TempDir Path folder;
  private Store store;
  private final List<BuildEvent> events = new CopyOnWriteArrayList<>();
  private final WheelBuilder demo = WheelBuilder.of("demo", "1.0");

  @BeforeEach
  void openStore() {
    store = DiskStore.open(folder.resolve("store"));
  }

  @Test
  void compilesEachSourceWithItsPathInTheImageAndItsTime() throws Exception {
    Bytecode bytecode =
        compile(new FakePython(), demo.file("demo/a.py", "a").file("demo/data.txt", "x"), "/env");

    assertThat(texts(bytecode))
        .containsExactly(Map.entry(SITE + "demo/a.py", "/env/" + SITE + "demo/a.py 1580702706 a"));
    assertThat(bytecode.files().values()).allMatch(content -> content instanceof Content.Deflated);
  }

  @Test
  void leavesOutWhatDoesNotCompile() throws Exception {
    Bytecode bytecode =
        compile(new FakePython(), demo.file("a.py", "bad").file("b.py", "b"), "/env");

    assertThat(bytecode.files()).containsOnlyKeys(SITE + "b.py");
  }

  @Test
  void startsNothingForAWheelThatIsKnown() throws Exception {
    FakePython first = new FakePython();
    FakePython second = new FakePython();
    demo.file("a.py", "a");

    Bytecode made = compile(first, demo, "/env");
    Bytecode kept = compile(second, demo, "/env");

    assertThat(kept).isEqualTo(made);
    assertThat(second.started).hasValue(0);
  }

  @Test
  void remembersThatAWheelHasNoSources() throws Exception {
    FakePython python = new FakePython();

    assertThat(compile(python, demo, "/env")).isEqualTo(Bytecode.none());
    assertThat(compile(python, demo, "/env")).isEqualTo(Bytecode.none());
    assertThat(python.started).hasValue(0);
  }

  @Test
  void compilesAnewForAnotherPrefixOrInterpreter() throws Exception {
    FakePython python = new FakePython();
    demo.file("a.py", "a");

    compile(python, demo, "/env");
    compile(python, demo, "/other");
    try (BytecodeCompiler compiler =
        new BytecodeCompiler(python, MINOR, "3.13.6", store, 1, events::add)) {
      compiler.compile(installed(demo, "/env"));
    }

    assertThat(python.compiled)
        .containsExactly(
            "/env/" + SITE + "a.py", "/other/" + SITE + "a.py", "/env/" + SITE + "a.py");
  }

  @Test
  void triesASourceThatEndsTheInterpreterOnceMore() throws Exception {
    FakePython python = new FakePython();

    Bytecode bytecode = compile(python, demo.file("a.py", "die once").file("b.py", "b"), "/env");

    assertThat(bytecode.files()).containsOnlyKeys(SITE + "a.py", SITE + "b.py");
    assertThat(events).isEmpty();
  }

  @Test
  void installsASourceThatAlwaysEndsTheInterpreterWithoutBytecode() throws Exception {
    FakePython python = new FakePython();

    Bytecode bytecode = compile(python, demo.file("a.py", "die").file("b.py", "b"), "/env");

    assertThat(bytecode.files()).containsOnlyKeys(SITE + "b.py");
    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            BuildEvent.Warned.class,
            warning -> assertThat(warning.message()).contains("/env/" + SITE + "a.py"));
  }

  @Test
  void manyFilesGiveTheSameBytesWithAnyNumberOfInterpreters() throws Exception {
    for (int i = 0; i < 500; i++) {
      demo.file("demo/m%d.py".formatted(i), "x".repeat(i * 20));
    }
    Bytecode one = compile(new FakePython(), demo, "/env", 1);
    store = DiskStore.open(folder.resolve("another"));
    Bytecode four = compile(new FakePython(), demo, "/env", 4);

    assertThat(one.files()).hasSize(500);
    assertThat(offsets(four)).isEqualTo(offsets(one));
    assertThat(texts(four)).isEqualTo(texts(one));
  }

  @Test
  void twoWheelsAtOnceShareTheInterpreters() throws Exception {
    FakePython python = new FakePython();
    InstalledWheel first = installed(demo.file("a.py", "a"), "/env");
    InstalledWheel second = installed(WheelBuilder.of("other", "1.0").file("b.py", "b"), "/env");
    List<Thread> threads = new ArrayList<>();
    List<Bytecode> results = new CopyOnWriteArrayList<>();
    try (BytecodeCompiler compiler =
        new BytecodeCompiler(python, MINOR, "3.13.5", store, 1, events::add)) {
      for (InstalledWheel wheel : List.of(first, second)) {
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    results.add(compiler.compile(wheel));
                  } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }

    assertThat(results).hasSize(2);
    assertThat(python.started).hasValue(1);
  }

  @Test
  void saysWhyTheInterpreterDoesNotStart() {
    assertThatExceptionOfType(BuildFailure.class)
        .isThrownBy(() ->
            compile(
                new FakePython("", "libexpat.so.1: cannot open"), demo.file("a.py", "a"), "/env"))
        .withMessage("Cannot start Python 3.13 to compile packages")
        .satisfies(failure -> {
          assertThat(failure.details()).containsExactly("libexpat.so.1: cannot open");
          assertThat(failure.hints()).isNotEmpty();
        });
  }

  @Test
  void refusesAnotherInterpreter() throws IOException {
    assertThatExceptionOfType(BuildFailure.class)
        .isThrownBy(
            () -> compile(new FakePython("cpython-311", ""), demo.file("a.py", "a"), "/env"))
        .withMessage("Cannot compile for Python 3.13: the interpreter is `cpython-311`");
    try (BytecodeCompiler compiler =
        new BytecodeCompiler(
            new FakePython(), PythonMinor.parse("3.12"), "3.12.1", store, 1, events::add)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> compiler.compile(installed(demo, "/env")));
    }
  }

  private Bytecode compile(FakePython python, WheelBuilder wheel, String prefix) throws Exception {
    return compile(python, wheel, prefix, 2);
  }

  private Bytecode compile(FakePython python, WheelBuilder wheel, String prefix, int workers)
      throws Exception {
    try (BytecodeCompiler compiler =
        new BytecodeCompiler(python, MINOR, "3.13.5", store, workers, events::add)) {
      return compiler.compile(installed(wheel, prefix));
    }
  }

  private InstalledWheel installed(WheelBuilder wheel, String prefix) throws IOException {
    return new WheelInstaller(Prefix.virtualEnvironment(prefix, MINOR, 1000, 1000), store)
        .install(
            new InstallRequest(
                wheel.write(folder),
                wheel.fileName(),
                wheel.digest(),
                wheel.fileName().replaceFirst("-.*", ""),
                Optional.of("1.0"),
                false,
                Optional.empty()));
  }

  private static Map<String, Long> offsets(Bytecode bytecode) {
    Map<String, Long> offsets = new TreeMap<>();
    bytecode
        .files()
        .forEach((path, content) -> offsets.put(path, ((Content.Deflated) content).offset()));
    return offsets;
  }

  private static Map<String, String> texts(Bytecode bytecode) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, Content> file : bytecode.files().entrySet()) {
      try (InputStream content = file.getValue().open()) {
        texts.put(file.getKey(), new String(content.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return texts;
  }
}
