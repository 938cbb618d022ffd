package org.repo2oci.conda.solve;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.repo2oci.conda.Noarch;
import org.repo2oci.conda.PackageRecord;
import org.repo2oci.conda.channel.Channel;
import org.repo2oci.conda.channel.ChannelRecord;
import org.repo2oci.conda.channel.MadeChannels;
import org.repo2oci.conda.channel.RecordSource;
import org.repo2oci.conda.spec.CondaVersion;
import org.repo2oci.conda.spec.MatchSpec;
import org.repo2oci.conda.spec.Specs;

/** A few records, as a test wants them. */
final class MadeIndex implements RecordSource {
  private final List<Made> made = new ArrayList<>();
  private Channel channel = MadeChannels.named("first");
  private int priority;
  private Random shuffled = new Random(0);

  /** What is added from now on is of another channel, which comes after those before. */
  MadeIndex channel(String name) {
    channel = MadeChannels.named(name);
    priority++;
    return this;
  }

  /** A record such as {@code numpy 1.26.0 py312_3} of build number 3. */
  Made add(String text, String... depends) {
    Made record = new Made(text, channel, priority, List.of(depends));
    made.add(record);
    return record;
  }

  /** Lets the records come in another order. */
  MadeIndex shuffled(long seed) {
    shuffled = new Random(seed);
    Collections.shuffle(made, shuffled);
    return this;
  }

  @Override
  public List<ChannelRecord> records(String name) {
    return made.stream().filter(one -> one.name.equals(name)).map(Made::record).toList();
  }

  @Override
  public void prefetch(Collection<String> names) {}

  @Override
  public List<String> similar(String name, int limit) {
    return made.stream()
        .map(one -> one.name)
        .distinct()
        .filter(other -> other.charAt(0) == name.charAt(0))
        .limit(limit)
        .toList();
  }

  /** A request for these specs, as lines of a file, on a plain Linux; without pip. */
  static SolveRequest request(String... specs) {
    List<RequestedSpec> requested = new ArrayList<>();
    for (String spec : specs) {
      requested.add(
          new RequestedSpec(
              MatchSpec.parse(spec), "`environment.yml` at line " + (requested.size() + 1)));
    }
    return SolveRequest.of(requested, VirtualPackages.linux("2.36", "x86_64")).withAddPip(false);
  }

  Solution solve(SolveRequest request) throws Exception {
    return new CondaSolver(this, new Specs()).solve(request);
  }

  /** The chosen packages, by name, as {@code name version build}. */
  List<String> chosen(SolveRequest request) throws Exception {
    return solve(request).records().stream().map(one -> one.record().toString()).sorted().toList();
  }

  List<String> chosen(String... specs) throws Exception {
    return chosen(request(specs));
  }

  /** A record that can be changed until it is asked for. */
  static final class Made {
    private final String name;
    private final String version;
    private final String build;
    private final Channel channel;
    private final int priority;
    private final List<String> depends;
    private final Map<String, List<String>> groups = new HashMap<>();
    private List<String> constrains = List.of();
    private List<String> features = List.of();
    private String subdir = "linux-64";
    private String ending = ".conda";
    private long timestamp;

    private Made(String text, Channel channel, int priority, List<String> depends) {
      String[] parts = text.split(" ", -1);
      this.name = parts[0];
      this.version = parts[1];
      this.build = parts.length > 2 ? parts[2] : "0";
      this.channel = channel;
      this.priority = priority;
      this.depends = depends;
    }

    Made constrains(String... specs) {
      constrains = List.of(specs);
      return this;
    }

    Made features(String... names) {
      features = List.of(names);
      return this;
    }

    Made group(String group, String... specs) {
      groups.put(group, List.of(specs));
      return this;
    }

    Made noarch() {
      subdir = "noarch";
      return this;
    }

    Made tarBz2() {
      ending = ".tar.bz2";
      return this;
    }

    Made at(String time) {
      timestamp = Instant.parse(time).toEpochMilli();
      return this;
    }

    private ChannelRecord record() {
      String file = "%s-%s-%s%s".formatted(name, version, build, ending);
      PackageRecord record =
          new PackageRecord(
              name,
              version,
              build,
              Long.parseLong(build.substring(build.lastIndexOf('_') + 1)),
              subdir,
              file,
              Noarch.NONE,
              depends,
              constrains,
              features,
              timestamp,
              0,
              Optional.empty(),
              Optional.of("d41d8cd98f00b204e9800998ecf8427e"),
              Optional.empty(),
              Optional.empty(),
              groups,
              List.of());
      String url = "%s/%s/%s".formatted(channel.url(), subdir, file);
      return new ChannelRecord(record, CondaVersion.parse(version), channel, priority, url);
    }
  }
}
