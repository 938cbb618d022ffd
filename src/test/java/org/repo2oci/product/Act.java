package org.repo2oci.product;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * nektos/act, which runs workflows as GitHub's runner does; here on this machine, with nothing of
 * its environment but where packages come from.
 *
 * @param folder of its own, empty at first
 * @param action what the commit behind a release's tag would hold
 */
record Act(Path program, Path folder, Path action) {
  private static final String MODULE = "github.com/nektos/act@v0.2.89";

  /** A run's outcome: its messages as the runner understood them. */
  record Run(boolean succeeded, List<JsonNode> messages, String all) {
    /** Texts of one kind: {@code error}, {@code warning}, {@code notice}, {@code summary}. */
    List<String> of(String command) {
      return messages.stream()
          .filter(one -> one.path("command").asText().equals(command))
          .map(one -> one.path("arg").asText() + one.path("content").asText())
          .toList();
    }

    /** The file and line of each error. */
    List<String> places() {
      return messages.stream()
          .filter(one -> one.path("command").asText().equals("error"))
          .map(one -> one.path("kvPairs"))
          .map(pairs -> pairs.path("file").asText() + ":" + pairs.path("line").asText())
          .toList();
    }

    Map<String, String> outputs() {
      Map<String, String> outputs = new HashMap<>();
      for (JsonNode one : messages) {
        if (one.path("command").asText().equals("set-output")) {
          outputs.put(one.path("name").asText(), one.path("arg").asText());
        }
      }
      return outputs;
    }
  }

  static Act install(Path folder) throws Exception {
    assumeTrue(Command.exists("go"), "go, which builds act, is not on this machine");
    String cache = System.getenv("XDG_CACHE_HOME");
    Path home = cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    Path bin = home.resolve("repo2oci-tests").resolve("act-0.2.89");
    Path program = bin.resolve("act");
    if (!Files.isExecutable(program)) {
      Command.Ended built = Command.of("go", "install", MODULE).with("GOBIN", bin.toString()).run();
      assumeTrue(built.code() == 0, "act cannot be built: " + built.err());
    }
    Product.run("version").succeeded();
    Path action = folder.resolve("action");
    Command.of("release/folder", action.toString()).run().succeeded();
    return new Act(program, Files.createDirectory(folder.resolve("act")), action);
  }

  /**
   * Runs one workflow.
   *
   * @param repository with the workflow, a git repository
   */
  Run run(Path repository, String workflow, String event, String json, String... options)
      throws Exception {
    Path home = Files.createTempDirectory(folder, "home");
    List<String> words = new ArrayList<>(List.of(program.toString(), event));
    words.addAll(List.of("--eventpath", Files.writeString(home.resolve("event"), json).toString()));
    words.addAll(List.of("--workflows", repository.resolve(workflow).toString()));
    words.addAll(
        List.of("--platform", "ubuntu-latest=-self-hosted", "--json", "--no-cache-server"));
    words.addAll(List.of("--local-repository", "repo2oci/repo2oci@v1=" + action));
    for (String file : List.of("--env-file", "--secret-file", "--var-file", "--input-file")) {
      words.addAll(List.of(file, "/dev/null"));
    }
    words.addAll(List.of(options));
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(repository.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> !isOfTheNetwork(name));
    builder
        .environment()
        .putAll(
            Map.of(
                "HOME", home.toString(),
                "LANG", "C.UTF-8",
                "JAVA_HOME_25_X64", System.getProperty("java.home"),
                "REPO2OCI_STORE", Product.STORE.toString()));
    Path out = home.resolve("out");
    Process process = builder.redirectOutput(out.toFile()).start();
    process.getOutputStream().close();
    if (!process.waitFor(9, TimeUnit.MINUTES)) {
      Stream.concat(process.descendants(), Stream.of(process.toHandle()))
          .forEach(ProcessHandle::destroyForcibly);
      throw new AssertionError("act did not end\n" + Files.readString(out));
    }
    return read(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
  }

  private static boolean isOfTheNetwork(String name) {
    return name.equals("PATH")
        || name.startsWith("PIP_")
        || name.startsWith("UV_")
        || name.startsWith("SSL_CERT_")
        || name.toLowerCase(Locale.ROOT).endsWith("_proxy");
  }

  private static Run read(int code, String text) {
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> messages = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      try {
        messages.add(line.startsWith("{") ? mapper.readTree(line) : mapper.createObjectNode());
      } catch (IOException e) {
        messages.add(mapper.createObjectNode().put("msg", line));
      }
    }
    return new Run(code == 0, messages, text);
  }
}
