package org.repo2oci.conda.solve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.conda.channel.ChannelPriority;
import org.repo2oci.conda.channel.ChannelRecord;
import org.repo2oci.conda.spec.MatchSpec;

/** Builds that exist and can't be chosen, each with the reason. */
final class Exclusions {
  private final SolveRequest request;
  private final Search search;
  private final List<String> reasons = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  /** The channels that the user wants packages from. */
  private final Map<String, MatchSpec> wantedChannels = new HashMap<>();

  private final Map<String, List<MatchSpec>> locked = new HashMap<>();

  Exclusions(SolveRequest request, Search search) {
    this.request = request;
    this.search = search;
    for (RequestedSpec spec : request.specs()) {
      if (spec.spec().channel().isPresent()) {
        wantedChannels.putIfAbsent(spec.spec().name(), spec.spec());
      }
    }
    for (MatchSpec spec : request.locked()) {
      locked.computeIfAbsent(spec.name(), _ -> new ArrayList<>()).add(spec);
    }
  }

  /** Excludes those of a package's builds that channels, time or locks do. */
  void exclude(Builds builds) {
    int first = firstChannel(builds);
    for (int i = 0; i < builds.size(); i++) {
      Build build = builds.get(i);
      Optional<String> reason =
          isTooNew(build)
              ? Optional.of("is newer than " + request.excludeNewer().orElseThrow())
              : lockedOut(build).or(() -> strictly(build, first));
      if (reason.isPresent()) {
        exclude(builds, i, reason.get());
      }
    }
  }

  private boolean isTooNew(Build build) {
    return request
        .excludeNewer()
        .map(limit -> build.timestamp() > limit.toEpochMilli())
        .orElse(false);
  }

  private Optional<String> lockedOut(Build build) {
    List<MatchSpec> allowed = locked.getOrDefault(build.name(), List.of());
    return allowed.isEmpty() || allowed.stream().anyMatch(build::matches)
        ? Optional.empty()
        : Optional.of("is not what is locked: `%s`".formatted(allowed.getFirst()));
  }

  private Optional<String> strictly(Build build, int first) {
    return request.priority() == ChannelPriority.STRICT && build.channelPriority() > first
        ? build
            .record()
            .map(ChannelRecord::channel)
            .map(channel -> "of `%s` comes after an earlier channel's".formatted(channel))
        : Optional.empty();
  }

  /** The first channel that has the package; of those that the user wants it from, if any. */
  private int firstChannel(Builds builds) {
    MatchSpec wanted = wantedChannels.get(builds.name());
    int first = Integer.MAX_VALUE;
    for (int i = 0; i < builds.size(); i++) {
      Build build = builds.get(i);
      if (wanted == null || isFrom(build, wanted.channel().orElseThrow())) {
        first = Math.min(first, build.channelPriority());
      }
    }
    return first;
  }

  private static boolean isFrom(Build build, String channel) {
    return build.record().map(record -> record.channel().isCalled(channel)).orElse(false);
  }

  void exclude(Builds builds, int index, String reason) {
    int number =
        numbers.computeIfAbsent(
            reason,
            text -> {
              reasons.add(text);
              return reasons.size() - 1;
            });
    search
        .clause()
        .literal(Literal.negative(builds.variable(index)))
        .add(Tag.EXCLUDED.with(number));
  }

  String reason(int number) {
    return reasons.get(number);
  }
}
