package org.repo2oci.build;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.channel.Channel;
import org.repo2oci.conda.channel.ChannelIndexes;
import org.repo2oci.conda.environment.CondaLock;
import org.repo2oci.conda.solve.CondaSolver;
import org.repo2oci.conda.solve.RequestedSpec;
import org.repo2oci.conda.solve.SolveRequest;
import org.repo2oci.conda.solve.VirtualPackages;
import org.repo2oci.conda.spec.MatchSpec;
import org.repo2oci.conda.spec.Specs;
import org.repo2oci.image.Platform;
import org.repo2oci.pypi.resolve.PythonTarget;

/**
 * Solves environments for an image with the channels of one repository.
 *
 * @param channels their names, the preferred ones first
 * @param request without what is asked for
 */
record CondaSolving(
    Workshop workshop,
    List<String> channels,
    ChannelIndexes indexes,
    Specs specs,
    SolveRequest request) {
  /**
   * Opens the channels.
   *
   * @param ofFile channels that the repository's file names
   * @param base what the environment lies on
   */
  static CondaSolving open(
      Workshop workshop,
      Platform platform,
      CondaChannels channels,
      Specs specs,
      List<String> ofFile,
      PythonTarget base)
      throws IOException, InterruptedException {
    List<Channel> wanted = channels.inOrder(ofFile);
    ChannelIndexes indexes =
        ChannelIndexes.open(
            wanted,
            CondaLock.subdir(platform),
            workshop.fetcher(channels.network()),
            workshop.store(),
            specs,
            workshop.events());
    VirtualPackages image =
        VirtualPackages.linux("2." + base.glibcMinor(), machine(platform))
            .overriddenBy(workshop.environment());
    return new CondaSolving(
        workshop,
        wanted.stream().map(Channel::name).toList(),
        indexes,
        specs,
        SolveRequest.of(List.of(), image).withPriority(channels.priority()));
  }

  /** The same with builds that are tried first. */
  CondaSolving favouring(List<MatchSpec> favoured) {
    return new CondaSolving(workshop, channels, indexes, specs, request.withFavoured(favoured));
  }

  private static String machine(Platform platform) {
    return switch (platform.architecture()) {
      case "amd64" -> "x86_64";
      case "arm64" -> "aarch64";
      default -> platform.architecture();
    };
  }

  /** Whether the channels have every package that is named. */
  boolean hasAll(List<RequestedSpec> wanted) throws IOException, InterruptedException {
    for (RequestedSpec one : wanted) {
      if (indexes.records(one.spec().name()).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /**
   * The packages, each after what it needs.
   *
   * @throws org.repo2oci.failure.BuildFailure where there is no such environment; it says why
   */
  List<LockedConda> solve(List<RequestedSpec> wanted) throws IOException, InterruptedException {
    Map<String, String> requested = requested(wanted);
    return new CondaSolver(indexes, specs)
        .solve(request.withSpecs(wanted)).records().stream()
            .map(one ->
                one.locked(requested.getOrDefault(one.record().name(), ""), workshop.events()))
            .toList();
  }

  private static Map<String, String> requested(List<RequestedSpec> wanted) {
    return wanted.stream()
        .collect(
            Collectors.groupingBy(
                one -> one.spec().name(),
                LinkedHashMap::new,
                Collectors.mapping(
                    one -> one.spec().toString(),
                    Collectors.collectingAndThen(
                        Collectors.toList(),
                        texts -> String.join(",", texts.stream().distinct().toList())))));
  }
}
