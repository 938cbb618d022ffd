package org.repo2oci.conda.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.event.EventSink;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.layer.Compression;
import org.repo2oci.layer.LayerOptions;
import org.repo2oci.layer.LayerWriter;
import org.repo2oci.pypi.HostPython;
import org.repo2oci.pypi.bytecode.BytecodeCompiler;
import org.repo2oci.pypi.bytecode.PythonRuntime;
import org.repo2oci.pypi.install.Bytecode;
import org.repo2oci.store.DirectoryRemover;
import org.repo2oci.store.DiskStore;
import org.repo2oci.store.Store;

/**
 * Measures the way from archives to layers against rattler with tar and gzip; bench/README.md says
 * how to run it. All variants take turns in one run.
 */
final class LinkBench {
  private static final int ROUNDS = 3;
  private static final int THREADS = Runtime.getRuntime().availableProcessors();
  private static final String FINAL = "/srv/conda/envs/notebook";

  private final CondaOracle oracle;
  private final List<String> specs;
  private final List<LockedConda> packages;
  private final CondaPrefix prefix;
  private final Path folder;

  private LinkBench(CondaOracle oracle, List<String> specs, Path folder)
      throws IOException, InterruptedException {
    this.oracle = oracle;
    this.specs = specs;
    this.folder = folder;
    this.packages = oracle.solve(specs);
    LockedConda python =
        packages.stream()
            .filter(locked -> locked.record().name().equals("python"))
            .findFirst()
            .orElseThrow();
    this.prefix = new CondaPrefix(FINAL, java.util.Optional.of(CondaPython.of(python)), 1000, 1000);
  }

  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
    List<String> specs =
        arguments.length > 0
            ? List.of(arguments)
            : List.of("python=3.10", "numpy", "pandas", "jupyterlab");
    Path folder = Files.createTempDirectory("link-bench");
    try {
      new LinkBench(CondaOracle.require(), specs, folder).run();
    } finally {
      DirectoryRemover.ordinary().remove(folder);
    }
  }

  @FunctionalInterface
  private interface Work {
    long run(Path place) throws IOException, InterruptedException, ExecutionException;
  }

  private record Variant(String name, Work work) {}

  private void run() throws IOException, InterruptedException, ExecutionException {
    List<Variant> variants =
        List.of(
            new Variant("rattler install | tar | gzip -6", this::rattler),
            new Variant("ours: trees only", place -> ours(place, "", false)),
            new Variant("ours: layers, gzip", place -> ours(place, "gzip", false)),
            new Variant("ours: layers, gzip, bytecode", place -> ours(place, "gzip", true)),
            new Variant("ours: layers, zstd:3", place -> ours(place, "zstd:3", false)));
    double[][] seconds = new double[variants.size()][ROUNDS];
    long[] sizes = new long[variants.size()];
    for (int round = -1; round < ROUNDS; round++) {
      for (int i = 0; i < variants.size(); i++) {
        Path place = Files.createTempDirectory(folder, "round");
        long start = System.nanoTime();
        sizes[i] = variants.get(i).work().run(place);
        if (round >= 0) {
          seconds[i][round] = (System.nanoTime() - start) / 1e9;
        }
        DirectoryRemover.ordinary().remove(place);
      }
    }
    System.out.printf("%d packages, %d threads, seconds%n", packages.size(), THREADS);
    for (int i = 0; i < variants.size(); i++) {
      Arrays.sort(seconds[i]);
      System.out.printf(
          "%-34s %6.1f %6.1f %6.1f %,14d bytes%n",
          variants.get(i).name(),
          seconds[i][0],
          seconds[i][ROUNDS / 2],
          seconds[i][ROUNDS - 1],
          sizes[i]);
    }
  }

  private long rattler(Path place) throws IOException, InterruptedException {
    Path environment = place.resolve("env");
    List<String> install = new ArrayList<>(List.of("install", "--hard-links"));
    install.addAll(List.of("--channel", oracle.channel().toString()));
    install.addAll(List.of("--prefix", environment.toString(), "--final-prefix", FINAL));
    install.addAll(specs);
    oracle.run(install);
    Path layer = place.resolve("layer.tar.gz");
    HostPython.run(place, List.of("sh", "-c", "tar -cf - -C env . | gzip -6 > layer.tar.gz"));
    return Files.size(layer);
  }

  private long ours(Path place, String compression, boolean compiles)
      throws IOException, InterruptedException, ExecutionException {
    Store store = DiskStore.open(place.resolve("store"));
    CondaLinker linker = new CondaLinker(prefix, EventSink.none());
    CondaPython python = prefix.python().orElseThrow();
    Path scratch = Files.createDirectory(place.resolve("scratch"));
    try (BytecodeCompiler compiler =
            new BytecodeCompiler(
                runtime(), python.minor(), python.version(), store, THREADS, EventSink.none());
        LayerWriter writer = LayerWriter.open(store, THREADS);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
      List<Future<Long>> running = new ArrayList<>();
      for (LockedConda locked : packages) {
        running.add(
            pool.submit(() -> {
              LinkedPackage linked = linker.link(locked, oracle.archive(locked), scratch);
              Bytecode bytecode =
                  compiles
                      ? compiler.compile(linked.sourcesIdentity(), linked::sources)
                      : Bytecode.none();
              FileTree tree = linked.tree(bytecode);
              return compression.isEmpty()
                  ? tree.size()
                  : writer.write(tree, LayerOptions.of(Compression.parse(compression))).size();
            }));
      }
      long size = 0;
      for (Future<Long> one : running) {
        size += one.get();
      }
      return size;
    }
  }

  /** The same Python, which was installed before. */
  private PythonRuntime runtime() throws IOException, InterruptedException {
    Path environment = folder.resolve("python");
    if (!Files.exists(environment)) {
      oracle.run(
          List.of(
              "install",
              "--channel",
              oracle.channel().toString(),
              "--prefix",
              environment.toString(),
              specs.getFirst()));
    }
    return (arguments, variables) -> {
      List<String> command = new ArrayList<>(List.of(environment.resolve("bin/python").toString()));
      command.addAll(arguments);
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().clear();
      builder.environment().putAll(variables);
      return builder.start();
    };
  }
}
