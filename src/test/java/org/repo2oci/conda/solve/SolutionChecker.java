package org.repo2oci.conda.solve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.repo2oci.conda.channel.ChannelRecord;
import org.repo2oci.conda.spec.Condition;
import org.repo2oci.conda.spec.MatchSpec;

/** Checks that a solution is one, by the records alone: it knows nothing of clauses. */
final class SolutionChecker {
  private final SolveRequest request;
  private final Map<String, ChannelRecord> chosen = new HashMap<>();
  private final Map<String, VirtualPackage> virtual = new HashMap<>();
  private final Set<String> groups = new HashSet<>();
  private final List<String> wrong = new ArrayList<>();

  private SolutionChecker(SolveRequest request) {
    this.request = request;
    request.virtualPackages().packages().forEach(one -> virtual.put(one.name(), one));
  }

  /** What is wrong with a solution; nothing if it is one. */
  static List<String> wrong(SolveRequest request, Solution solution) {
    SolutionChecker checker = new SolutionChecker(request);
    checker.check(solution);
    return checker.wrong;
  }

  private void check(Solution solution) {
    for (ChannelRecord record : solution.records()) {
      if (chosen.put(record.record().name(), record) != null) {
        wrong.add("two builds of " + record.record().name());
      }
    }
    Set<String> needed = new HashSet<>();
    request.specs().forEach(one -> require("the user", one.spec(), needed));
    for (ChannelRecord record : solution.records()) {
      String who = record.toString();
      record.record().depends().forEach(text -> require(who, MatchSpec.parse(text), needed));
      if (request.addPip() && record.record().name().equals("python")) {
        needed.add("pip");
      }
    }
    for (ChannelRecord record : solution.records()) {
      String name = record.record().name();
      record
          .record()
          .extraDepends()
          .forEach((group, texts) -> {
            if (groups.contains(name + "[" + group)) {
              texts.forEach(text -> require(name, MatchSpec.parse(text), needed));
            }
          });
      record
          .record()
          .constrains()
          .forEach(text -> {
            MatchSpec spec = MatchSpec.parse(text);
            if (isThere(spec.name()) && !isThere(spec)) {
              wrong.add("%s does not go with what is chosen for `%s`".formatted(record, text));
            }
          });
      if (!needed.contains(name)) {
        wrong.add("nobody needs " + record);
      }
    }
  }

  private void require(String who, MatchSpec spec, Set<String> needed) {
    if (spec.details().when().isPresent() && !holds(spec.details().when().get())) {
      return;
    }
    needed.add(spec.name());
    spec.details().extras().forEach(group -> groups.add(spec.name() + "[" + group));
    if (!isThere(spec)) {
      wrong.add("%s needs `%s`".formatted(who, spec));
    }
  }

  private boolean holds(Condition condition) {
    return switch (condition) {
      case Condition.Present(MatchSpec spec) -> isThere(spec);
      case Condition.And(List<Condition> parts) -> parts.stream().allMatch(this::holds);
      case Condition.Or(List<Condition> parts) -> parts.stream().anyMatch(this::holds);
    };
  }

  private boolean isThere(String name) {
    return chosen.containsKey(name) || virtual.containsKey(name);
  }

  private boolean isThere(MatchSpec spec) {
    ChannelRecord record = chosen.get(spec.name());
    VirtualPackage given = virtual.get(spec.name());
    return (record != null && record.matches(spec))
        || (given != null
            && spec.version().matches(given.version())
            && spec.build().matches(given.build()));
  }
}
