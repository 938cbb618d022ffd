package org.repo2oci.conda.solve;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.repo2oci.conda.channel.ChannelPriority;
import org.repo2oci.conda.spec.MatchSpec;

/**
 * An environment that is asked for.
 *
 * @param specs all are required
 * @param virtualPackages of the image
 * @param favoured builds that are tried first where they will do: a former lock, our own pins
 * @param locked where a package is chosen that one of them names, it is such a build
 * @param addPip whether every Python has pip, as conda and mamba have it
 * @param excludeNewer builds made later are not used; those that do not say when are
 */
public record SolveRequest(
    List<RequestedSpec> specs,
    VirtualPackages virtualPackages,
    List<MatchSpec> favoured,
    List<MatchSpec> locked,
    ChannelPriority priority,
    Strategy strategy,
    boolean addPip,
    Optional<Instant> excludeNewer) {
  public SolveRequest {
    specs = List.copyOf(specs);
    favoured = List.copyOf(favoured);
    locked = List.copyOf(locked);
  }

  /** As conda-forge's users expect it: channels strictly in order, the highest versions, pip. */
  public static SolveRequest of(List<RequestedSpec> specs, VirtualPackages virtualPackages) {
    return new SolveRequest(
        specs,
        virtualPackages,
        List.of(),
        List.of(),
        ChannelPriority.STRICT,
        Strategy.HIGHEST,
        true,
        Optional.empty());
  }

  public SolveRequest withSpecs(List<RequestedSpec> replaced) {
    return new SolveRequest(
        replaced, virtualPackages, favoured, locked, priority, strategy, addPip, excludeNewer);
  }

  public SolveRequest withFavoured(List<MatchSpec> replaced) {
    return new SolveRequest(
        specs, virtualPackages, replaced, locked, priority, strategy, addPip, excludeNewer);
  }

  public SolveRequest withLocked(List<MatchSpec> replaced) {
    return new SolveRequest(
        specs, virtualPackages, favoured, replaced, priority, strategy, addPip, excludeNewer);
  }

  public SolveRequest withPriority(ChannelPriority replaced) {
    return new SolveRequest(
        specs, virtualPackages, favoured, locked, replaced, strategy, addPip, excludeNewer);
  }

  public SolveRequest withStrategy(Strategy replaced) {
    return new SolveRequest(
        specs, virtualPackages, favoured, locked, priority, replaced, addPip, excludeNewer);
  }

  public SolveRequest withAddPip(boolean replaced) {
    return new SolveRequest(
        specs, virtualPackages, favoured, locked, priority, strategy, replaced, excludeNewer);
  }

  public SolveRequest withExcludeNewer(Instant replaced) {
    return new SolveRequest(
        specs,
        virtualPackages,
        favoured,
        locked,
        priority,
        strategy,
        addPip,
        Optional.of(replaced));
  }
}
