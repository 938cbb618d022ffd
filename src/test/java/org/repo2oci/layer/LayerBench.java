package org.repo2oci.layer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.store.DirectoryRemover;
import org.repo2oci.store.DiskStore;

/**
 * Measures layer writing on the wheels that it is given; bench/README.md says how to run it. All
 * variants take turns in one run.
 */
final class LayerBench {
  private static final int ROUNDS = 5;
  private static final String PREFIX = "srv/conda/envs/notebook/lib/python3.13/site-packages/";

  private final List<FileTree> trees;
  private final Path folder;
  private long size;

  private LayerBench(List<FileTree> trees, Path folder) {
    this.trees = trees;
    this.folder = folder;
  }

  public static void main(String[] arguments) throws IOException {
    List<FileTree> trees = new ArrayList<>();
    for (String wheel : arguments) {
      trees.add(WheelTree.of(Path.of(wheel), PREFIX));
    }
    Path folder = Files.createTempDirectory("layer-bench");
    try {
      new LayerBench(trees, folder).run();
    } finally {
      DirectoryRemover.ordinary().remove(folder);
    }
  }

  private void run() throws IOException {
    LayerOptions gzip = LayerOptions.of(Compression.standard());
    LayerOptions zstd = LayerOptions.of(Compression.parse("zstd:3"));
    List<Variant> variants =
        List.of(
            new Variant("splice, diffID known, 1 thread", () -> again(0, gzip)),
            new Variant("splice, diffID known, 2 threads", () -> again(2, gzip)),
            new Variant("splice + diffID, 1 thread", () -> first(0, gzip)),
            new Variant("splice + diffID, 2 threads", () -> first(2, gzip)),
            new Variant("zstd:3 + diffID, 1 thread", () -> first(0, zstd)),
            new Variant("zstd:3 + diffID, 2 threads", () -> first(2, zstd)),
            new Variant("JDK gzip 6, one stream", this::oneStream));
    long tar = 0;
    for (FileTree tree : trees) {
      tar += plain(tree);
    }
    double[][] speeds = new double[variants.size()][ROUNDS];
    long[] sizes = new long[variants.size()];
    for (int round = -1; round < ROUNDS; round++) {
      for (int i = 0; i < variants.size(); i++) {
        size = 0;
        long nanos = variants.get(i).work().run();
        sizes[i] = size;
        if (round >= 0) {
          speeds[i][round] = tar * 1e3 / nanos;
        }
      }
    }
    System.out.printf("%,d bytes of tar in %d layers, MB/s of tar%n", tar, trees.size());
    System.out.printf("%-34s %7s %7s %7s %14s %s%n", "", "min", "median", "max", "bytes", "ratio");
    for (int i = 0; i < variants.size(); i++) {
      double[] sorted = speeds[i].clone();
      Arrays.sort(sorted);
      System.out.printf(
          "%-34s %7.0f %7.0f %7.0f %,14d %.4f%n",
          variants.get(i).name(),
          sorted[0],
          sorted[ROUNDS / 2],
          sorted[ROUNDS - 1],
          sizes[i],
          sizes[i] / (double) sizes[variants.size() - 1]);
    }
  }

  /** Nanoseconds for layers that were never written. */
  private long first(int threads, LayerOptions options) throws IOException {
    try (LayerWriter writer = LayerWriter.open(newStore(), threads)) {
      long start = System.nanoTime();
      for (FileTree tree : trees) {
        size += writer.write(tree, options).size();
      }
      return System.nanoTime() - start;
    }
  }

  /** Nanoseconds for layers whose diffIDs are known. */
  private long again(int threads, LayerOptions options) throws IOException {
    try (LayerWriter writer = LayerWriter.open(newStore(), threads)) {
      List<LayerBlob> known = new ArrayList<>();
      for (FileTree tree : trees) {
        known.add(writer.write(tree, options));
      }
      long start = System.nanoTime();
      for (int i = 0; i < trees.size(); i++) {
        size += writer.rewrite(trees.get(i), options, known.get(i)).size();
      }
      return System.nanoTime() - start;
    }
  }

  private long oneStream() throws IOException {
    long nanos = 0;
    for (FileTree tree : trees) {
      ByteArrayOutputStream tar = new ByteArrayOutputStream();
      TarStream.write(tree, tar);
      byte[] bytes = tar.toByteArray();
      Path file = folder.resolve("one.gz");
      long start = System.nanoTime();
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
        out.write(bytes);
      }
      nanos += System.nanoTime() - start;
      size += Files.size(file);
    }
    return nanos;
  }

  private static long plain(FileTree tree) throws IOException {
    long[] count = new long[1];
    TarStream.write(
        tree,
        new OutputStream() {
          @Override
          public void write(int b) {
            count[0]++;
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            count[0] += length;
          }
        });
    return count[0];
  }

  private DiskStore newStore() throws IOException {
    DirectoryRemover.ordinary().remove(folder.resolve("store"));
    return DiskStore.open(folder.resolve("store"));
  }

  /** One way of writing. */
  private record Variant(String name, Work work) {}

  /** Gives the nanoseconds that it took. */
  private interface Work {
    long run() throws IOException;
  }
}
