package org.repo2oci.conda.solve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.repo2oci.conda.channel.Channel;
import org.repo2oci.conda.channel.ChannelIndexes;
import org.repo2oci.conda.channel.ChannelPriority;
import org.repo2oci.conda.channel.MadeChannels;
import org.repo2oci.conda.spec.MatchSpec;
import org.repo2oci.conda.spec.SpecException;
import org.repo2oci.conda.spec.Specs;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.HttpFetcher;
import org.repo2oci.fetch.NetworkSettings;
import org.repo2oci.store.DirectoryRemover;
import org.repo2oci.store.DiskStore;

/**
 * Measures solves against rattler's, in turns, from opened indexes to the answer; bench/README.md
 * says how to run it. {@code warm ROUNDS} takes well-known sets of packages and the environments of
 * the corpus, {@code cold SPEC…} solves once in a fresh JVM.
 */
final class SolverBench implements AutoCloseable {
  private static final Path CORPUS = Path.of("../shared/data/corpus");
  private static final List<List<String>> SETS =
      List.of(
          List.of("python=3.12"),
          List.of("python=3.12", "numpy", "pandas"),
          List.of("python=3.10", "jupyterlab", "nbclassic", "jupyterhub-singleuser", "pip"),
          List.of("python=3.11", "jupyterlab", "notebook", "numpy", "pandas", "scikit-learn"),
          List.of("xarray", "dask", "netcdf4", "matplotlib"),
          List.of("tensorflow"),
          List.of("pytorch", "torchvision"));

  private final Path folder = Files.createTempDirectory("solver-bench");
  private final DiskStore store = DiskStore.open(folder.resolve("store"));
  private final HttpFetcher fetcher =
      new HttpFetcher(NetworkSettings.defaults(), store, EventSink.none());
  private final Channel channel;

  private SolverBench() throws IOException {
    for (Path index : IndexSet.RECONSTRUCTED.files()) {
      String subdir = index.toString().contains("noarch") ? "noarch" : "linux-64";
      Path to = Files.createDirectories(folder.resolve("channel").resolve(subdir));
      Files.copy(index, to.resolve("repodata.json.zst"));
    }
    channel = MadeChannels.in(folder.resolve("channel"));
  }

  public static void main(String[] arguments) throws Exception {
    try (SolverBench bench = new SolverBench()) {
      if (arguments[0].equals("warm")) {
        bench.warm(Integer.parseInt(arguments[1]));
      } else {
        bench.cold(List.of(arguments).subList(1, arguments.length));
      }
    }
  }

  @Override
  public void close() throws IOException {
    fetcher.close();
    DirectoryRemover.ordinary().remove(folder);
  }

  private void warm(int rounds) throws Exception {
    List<List<String>> sets = new ArrayList<>(SETS);
    sets.addAll(corpus());
    List<Double> ratios = new ArrayList<>();
    System.out.printf("%8s %8s %8s  %s%n", "ours ms", "rattler", "ratio", "packages, specs");
    try (RattlerOracle oracle = new RattlerOracle(IndexSet.RECONSTRUCTED.files())) {
      sets:
      for (List<String> set : sets) {
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        int packages = 0;
        for (int round = -3; round < rounds; round++) {
          Specs specs = new Specs();
          ChannelIndexes indexes = open(specs);
          long start = System.nanoTime();
          packages = solve(indexes, specs, set).records().size();
          double millis = (System.nanoTime() - start) / 1e6;
          SolverOracle.Answer answer =
              oracle.solve(set, ChannelPriority.STRICT, Strategy.HIGHEST, false, 1);
          if (answer.seconds().isEmpty()) {
            // It reads no index with a version that it does not understand.
            continue sets;
          }
          if (round >= 0) {
            ours[round] = millis;
            theirs[round] = answer.seconds().getFirst() * 1e3;
          }
        }
        Arrays.sort(ours);
        Arrays.sort(theirs);
        double ratio = ours[rounds / 2] / theirs[rounds / 2];
        ratios.add(ratio);
        System.out.printf(
            "%8.1f %8.1f %8.2f  %d, %s%n",
            ours[rounds / 2], theirs[rounds / 2], ratio, packages, String.join(" ", set));
      }
    }
    ratios.sort(null);
    System.out.printf(
        "median ratio %.2f, largest %.2f%n", ratios.get(ratios.size() / 2), ratios.getLast());
  }

  private void cold(List<String> set) throws Exception {
    long start = System.nanoTime();
    Specs specs = new Specs();
    ChannelIndexes indexes = open(specs);
    long opened = System.nanoTime();
    Solution solution = solve(indexes, specs, set);
    System.out.printf(
        "opened in %.0f ms, solved in %.0f ms, %d packages%n",
        (opened - start) / 1e6, (System.nanoTime() - opened) / 1e6, solution.records().size());
  }

  private ChannelIndexes open(Specs specs) throws IOException, InterruptedException {
    return ChannelIndexes.open(
        List.of(channel), "linux-64", fetcher, store, specs, EventSink.none());
  }

  private static Solution solve(ChannelIndexes indexes, Specs specs, List<String> set)
      throws IOException, InterruptedException {
    SolveRequest request =
        SolveRequest.of(Differential.requested(set), VirtualPackages.linux("2.36", "x86_64"))
            .withAddPip(false);
    return new CondaSolver(indexes, specs).solve(request);
  }

  /** What the corpus' environments ask for, as far as the index has it and there is a solution. */
  private List<List<String>> corpus() throws IOException, InterruptedException {
    Specs specs = new Specs();
    ChannelIndexes indexes = open(specs);
    List<List<String>> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(CORPUS)) {
      for (Path file :
          files
              .filter(one -> one.getFileName().toString().matches("environment.ya?ml"))
              .sorted()
              .toList()) {
        List<String> set = new ArrayList<>();
        for (JsonNode one : new YAMLMapper().readTree(file.toFile()).path("dependencies")) {
          if (one.isTextual() && isThere(indexes, one.asText())) {
            set.add(
                one.asText()
                    .replaceFirst("^(?:.*::)?", "")
                    .replaceFirst("^(\\S+) +([0-9])", "$1 ==$2"));
          }
        }
        try {
          if (solve(indexes, specs, set).records().size() > 1) {
            found.add(set);
          }
        } catch (BuildFailure e) {
          System.out.printf("%s: %s%n", file, e.message());
        }
      }
    }
    return found;
  }

  private static boolean isThere(ChannelIndexes indexes, String text)
      throws IOException, InterruptedException {
    try {
      MatchSpec spec = MatchSpec.parse(text.replaceFirst("^(?:.*::)?", ""));
      return indexes.records(spec.name()).stream().anyMatch(record -> record.matches(spec));
    } catch (SpecException e) {
      return false;
    }
  }
}
