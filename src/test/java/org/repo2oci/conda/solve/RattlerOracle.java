package org.repo2oci.conda.solve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.repo2oci.conda.channel.ChannelPriority;

/** Rattler in a process that stays, asked one solve after another. */
final class RattlerOracle implements SolverOracle {
  static final Path TOOLS = Path.of("../shared/tools");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Writer questions;
  private final BufferedReader answers;

  RattlerOracle(List<Path> indexes) throws IOException {
    List<String> command = new ArrayList<>(List.of("python3", driver().toString()));
    command.add(TOOLS.toString());
    indexes.forEach(index -> command.add(index.toString()));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    questions = process.outputWriter();
    answers = process.inputReader();
  }

  static boolean isThere() {
    return Files.isExecutable(TOOLS.resolve("conda-oracle"));
  }

  private static Path driver() {
    try {
      return Path.of(RattlerOracle.class.getResource("oracle-driver.py").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String title() {
    return "rattler";
  }

  @Override
  public Answer solve(
      List<String> specs, ChannelPriority priority, Strategy strategy, boolean addPip, int repeat)
      throws IOException {
    ObjectNode question = JSON.createObjectNode();
    specs.forEach(question.putArray("specs")::add);
    String name = priority.name();
    question.put("priority", name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT));
    question.put("strategy", strategy.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    question.put("addPip", addPip);
    question.put("repeat", repeat);
    questions.write(JSON.writeValueAsString(question) + "\n");
    questions.flush();
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the oracle has ended");
    }
    JsonNode answer = JSON.readTree(line);
    if (answer.has("failure")) {
      return new Answer(Optional.empty(), answer.get("failure").asText(), true, List.of());
    }
    if (answer.has("error")) {
      return new Answer(Optional.empty(), answer.get("error").asText(), false, List.of());
    }
    Map<String, String> packages = new TreeMap<>();
    answer
        .get("records")
        .forEach(one ->
            packages.put(
                one.get(0).asText(),
                "%s %s %s"
                    .formatted(one.get(1).asText(), one.get(2).asText(), one.get(3).asText())));
    List<Double> seconds = new ArrayList<>();
    answer.get("seconds").forEach(one -> seconds.add(one.asDouble()));
    return new Answer(Optional.of(packages), "", false, seconds);
  }

  @Override
  public void close() throws IOException {
    questions.close();
    process.destroy();
  }
}
