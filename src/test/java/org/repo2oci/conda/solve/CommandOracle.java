package org.repo2oci.conda.solve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.repo2oci.conda.channel.ChannelPriority;

/** The real mamba or conda, a new process for each question. */
final class CommandOracle implements SolverOracle {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What they say where they cannot read a spec, or a name that no record has. */
  private static final Pattern UNREADABLE =
      Pattern.compile("(?i)invalid (match ?spec|package specification|spec|version)|Traceback");

  private final String engine;
  private final List<Path> indexes;

  /**
   * @param engine {@code mamba} or {@code conda}
   */
  CommandOracle(String engine, List<Path> indexes) {
    this.engine = engine;
    this.indexes = List.copyOf(indexes);
  }

  @Override
  public String title() {
    return engine;
  }

  @Override
  public Answer solve(
      List<String> specs, ChannelPriority priority, Strategy strategy, boolean addPip, int repeat)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(RattlerOracle.TOOLS.resolve("conda-oracle").toString());
    command.addAll(List.of("solve", "--engine", engine));
    command.addAll(List.of("--priority", priority.name().toLowerCase(Locale.ROOT)));
    indexes.forEach(index -> command.addAll(List.of("--repodata", index.toString())));
    if (addPip) {
      command.add("--add-pip");
    }
    command.add("--");
    command.addAll(specs);
    Path out = Files.createTempFile("oracle", ".json");
    Path err = Files.createTempFile("oracle", ".txt");
    try {
      int code =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start()
              .waitFor();
      String said = Files.readString(err) + (code == 0 ? "" : Files.readString(out));
      return code == 0
          ? new Answer(Optional.of(packages(JSON.readTree(out.toFile()))), "", false, List.of())
          : new Answer(Optional.empty(), said, UNREADABLE.matcher(said).find(), List.of());
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static Map<String, String> packages(JsonNode records) {
    Map<String, String> packages = new TreeMap<>();
    for (JsonNode one : records) {
      packages.put(
          one.get("name").asText(),
          "%s %s %s"
              .formatted(
                  one.get("version").asText(),
                  one.get("build").asText(),
                  one.get("subdir").asText()));
    }
    return packages;
  }

  @Override
  public void close() {}
}
