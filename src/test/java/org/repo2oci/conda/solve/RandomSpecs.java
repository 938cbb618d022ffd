package org.repo2oci.conda.solve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.repo2oci.conda.channel.ChannelRecord;
import org.repo2oci.conda.spec.MatchSpec;
import org.repo2oci.conda.spec.SpecException;
import org.repo2oci.conda.spec.Specs;

/** Sets of specs by chance, out of the names, versions and dependencies that an index has. */
final class RandomSpecs {
  private final Random random;
  private final List<String> names;
  private final Map<String, List<String>> wanted = new HashMap<>();
  private final IndexFiles index;

  RandomSpecs(IndexFiles index, Specs specs, long seed) {
    this.index = index;
    this.random = new Random(seed);
    TreeMap<String, Integer> uses = new TreeMap<>();
    for (String name : index.names().stream().sorted().toList()) {
      uses.merge(name, 1, Integer::sum);
      for (ChannelRecord record : index.records(name)) {
        for (String text : record.record().depends()) {
          try {
            MatchSpec spec = specs.spec(text);
            List<String> texts = wanted.computeIfAbsent(spec.name(), _ -> new ArrayList<>());
            if (texts.size() < 400 && text.indexOf('[') < 0) {
              // Rattler wants users to write == where dependencies need not.
              texts.add(text.replaceFirst("^(\\S+) +([0-9][^ ,|*<>=!~]*)( \\S+)?$", "$1 ==$2$3"));
            }
          } catch (SpecException e) {
            // Nobody can ask for that.
          }
        }
      }
    }
    names = List.copyOf(uses.keySet());
  }

  List<String> next() {
    List<String> specs = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      specs.add(spec("python"));
    }
    int count = 1 + random.nextInt(1 + random.nextInt(6));
    for (int i = 0; i < count; i++) {
      // Half of them from what others need, so that sets have something in common.
      String name = names.get(random.nextInt(names.size()));
      if (random.nextBoolean()) {
        ChannelRecord record = record(name);
        List<String> depends = record.record().depends();
        if (!depends.isEmpty()) {
          name = depends.get(random.nextInt(depends.size())).split("[ =<>!~\\[]", -1)[0];
        }
      }
      if (!name.startsWith("__") && !index.records(name).isEmpty()) {
        specs.add(spec(name));
      }
    }
    return specs.isEmpty() ? next() : specs;
  }

  private ChannelRecord record(String name) {
    List<ChannelRecord> records = index.records(name);
    return records.get(random.nextInt(records.size()));
  }

  private String spec(String name) {
    List<String> texts = wanted.getOrDefault(name, List.of());
    if (index.records(name).isEmpty()) {
      return name;
    }
    String version = record(name).record().version();
    String[] segments = version.split("[._-]", -1);
    return switch (random.nextInt(20)) {
      case 0 -> name + "=" + segments[0];
      case 1 -> name + " >=" + version;
      case 2 -> name + " <" + version;
      case 3 -> name + "==" + version;
      case 4, 5, 6, 7 -> texts.isEmpty() ? name : texts.get(random.nextInt(texts.size()));
      default -> name;
    };
  }
}
