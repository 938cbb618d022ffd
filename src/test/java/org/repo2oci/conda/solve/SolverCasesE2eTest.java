package org.repo2oci.conda.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.repo2oci.conda.channel.ChannelRecord;
import org.repo2oci.conda.spec.CondaVersion;
import org.repo2oci.conda.spec.MatchSpec;
import org.repo2oci.conda.spec.Specs;
import org.repo2oci.failure.BuildFailure;

/** Solves by the library that conda and mamba use, over genuine indexes. */
@Tag("e2e")
class SolverCasesE2eTest {
  private static final Path CASES = Path.of("../shared/data/conda/solver-cases.json");

  private final Specs specs = new Specs();
  private final Map<IndexSet, IndexFiles> indexes = new EnumMap<>(IndexSet.class);

  @Test
  void choosesWhatLibsolvChooses() throws Exception {
    assumeTrue(Files.exists(CASES), "there is no " + CASES);
    List<String> wrong = new ArrayList<>();
    for (JsonNode one : new ObjectMapper().readTree(CASES.toFile()).get("cases")) {
      SolveRequest request = request(one);
      String id = one.get("id").asText() + " " + request.specs();
      boolean satisfiable = one.get("result").asText().equals("sat");
      try {
        Solution solution = new CondaSolver(index(one), specs).solve(request);
        SolutionChecker.wrong(request, solution).forEach(text -> wrong.add(id + ": " + text));
        assertThat(ours(solution)).as(id).isEqualTo(satisfiable ? theirs(one) : Map.of());
      } catch (BuildFailure e) {
        if (satisfiable) {
          wrong.add(id + ": " + e.message());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static Map<String, String> ours(Solution solution) {
    Map<String, String> ours = new TreeMap<>();
    for (ChannelRecord record : solution.records()) {
      ours.put(record.record().name(), record.record().version() + " " + record.record().build());
    }
    return ours;
  }

  private IndexFiles index(JsonNode one) throws Exception {
    IndexSet set =
        switch (one.get("universe").asText()) {
          case "main-20211110" -> IndexSet.MAIN_2021;
          case "subchannel-20240508" -> IndexSet.SUBCHANNEL_2024;
          default -> IndexSet.RECONSTRUCTED;
        };
    IndexFiles known = indexes.get(set);
    if (known == null) {
      known = IndexFiles.read(set.files(), specs);
      indexes.put(set, known);
    }
    return known;
  }

  private static SolveRequest request(JsonNode one) {
    List<RequestedSpec> asked = new ArrayList<>();
    one.get("specs")
        .forEach(text -> asked.add(new RequestedSpec(MatchSpec.parse(text.asText()), "case")));
    List<VirtualPackage> virtual = new ArrayList<>();
    one.get("virtual_packages")
        .forEach(text -> {
          String[] parts = text.asText().split("=", -1);
          virtual.add(new VirtualPackage(parts[0], CondaVersion.parse(parts[1]), parts[2]));
        });
    return SolveRequest.of(asked, new VirtualPackages(virtual)).withAddPip(false);
  }

  /** Name to version and build, out of {@code main/linux-64::zlib-1.2.11-h7b6447c_3}. */
  private static Map<String, String> theirs(JsonNode one) {
    Map<String, String> theirs = new TreeMap<>();
    one.get("packages")
        .forEach(text -> {
          String file = text.asText().substring(text.asText().indexOf("::") + 2);
          int build = file.lastIndexOf('-');
          int version = file.lastIndexOf('-', build - 1);
          theirs.put(
              file.substring(0, version),
              file.substring(version + 1, build) + " " + file.substring(build + 1));
        });
    return theirs;
  }
}
