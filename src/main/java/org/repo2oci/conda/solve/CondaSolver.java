package org.repo2oci.conda.solve;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.repo2oci.conda.LinkOrder;
import org.repo2oci.conda.channel.ChannelRecord;
import org.repo2oci.conda.channel.RecordSource;
import org.repo2oci.conda.spec.Specs;

/**
 * Chooses the packages of a conda environment. The same request and records give the same answer,
 * whatever the order of the records.
 */
public final class CondaSolver {
  private final RecordSource source;
  private final Specs specs;

  /**
   * A solver.
   *
   * @param specs what was read before, for other solves with the same records
   */
  public CondaSolver(RecordSource source, Specs specs) {
    this.source = source;
    this.specs = specs;
  }

  /**
   * Chooses packages.
   *
   * @throws org.repo2oci.failure.BuildFailure where there is no such environment; it says why
   */
  public Solution solve(SolveRequest request) throws IOException, InterruptedException {
    source.prefetch(names(request));
    Attempt attempt = attempt(request);
    if (!attempt.solved()) {
      throw new Unsolvable(source, request).failure(attempt, this::attempt);
    }
    return new Solution(
        LinkOrder.of(attempt.chosen(), ChannelRecord::record), attempt.search().conflicts());
  }

  /** Packages that are needed in any case. */
  private static Set<String> names(SolveRequest request) {
    Set<String> names = new TreeSet<>();
    request.specs().forEach(asked -> names.add(asked.spec().name()));
    if (request.addPip()) {
      names.add("pip");
    }
    names.removeIf(name -> name.startsWith("__"));
    return names;
  }

  private Attempt attempt(SolveRequest request) throws IOException, InterruptedException {
    Search search = new Search();
    Universe universe = new Universe(source, specs, request, search);
    Encoder encoder = new Encoder(request, universe, search);
    encoder.encode();
    return new Attempt(request, universe, search, encoder.root(), search.solve());
  }

  /** A search that is at its end. */
  record Attempt(SolveRequest request, Universe universe, Search search, int root, boolean solved) {
    List<ChannelRecord> chosen() {
      List<ChannelRecord> chosen = new ArrayList<>();
      for (int variable : search.trueVariables().toArray()) {
        Builds builds = universe.buildsOf(variable);
        if (builds != null) {
          builds.get(builds.index(variable)).record().ifPresent(chosen::add);
        }
      }
      return chosen;
    }
  }
}
