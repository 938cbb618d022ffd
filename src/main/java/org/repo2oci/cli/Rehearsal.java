package org.repo2oci.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.repo2oci.cli.application.HostSettings;
import org.repo2oci.image.Digest;
import org.repo2oci.image.MediaType;
import org.repo2oci.layer.LayerBlob;
import org.repo2oci.layer.LayerCache;
import org.repo2oci.layer.LayerWriter;
import org.repo2oci.plan.LayerContents;
import org.repo2oci.store.BlobWriter;
import org.repo2oci.store.DiskStore;
import org.repo2oci.store.StoredBlob;

/**
 * A build of a lock of the rehearsal's own, in a temporary store that says of every layer that it
 * is there: all that a build runs through when nothing changed, without the network.
 */
record Rehearsal(HostSettings host, Path folder) implements AutoCloseable {
  static Rehearsal start(HostSettings host) throws IOException {
    Rehearsal rehearsal = new Rehearsal(host, Files.createTempDirectory("repo2oci-training"));
    Files.writeString(
        Files.createDirectory(rehearsal.repository()).resolve("requirements.txt"),
        "numpy>=2  # a comment\nsix==1.17.0 ; python_version > '3'\n");
    try (InputStream lock = Rehearsal.class.getResourceAsStream("training.json")) {
      Files.write(rehearsal.lock(), lock == null ? new byte[0] : lock.readAllBytes());
    }
    return rehearsal;
  }

  private Path repository() {
    return folder.resolve("repository");
  }

  private Path lock() {
    return folder.resolve("lock.json");
  }

  private Path store() {
    return folder.resolve("store");
  }

  /** What the build printed: an image's name and digest. */
  String play() throws IOException {
    resolve();
    String plan = run("plan", "--json", repository().toString(), "--lock", lock().toString());
    pretend(new JsonMapper().readTree(plan));
    try (RehearsalRegistry registry = new RehearsalRegistry()) {
      push(registry);
      // The second time there is an image that was built before, and another notebook.
      Files.writeString(repository().resolve("demo.ipynb"), "{}");
      push(registry);
      run("inspect", registry.host() + "/demo:1");
    }
    return run("build", repository().toString(), "--lock", lock().toString(), "-t", "demo");
  }

  /** Reads the requirements and the machine's settings, and then finds no mirror. */
  private void resolve() {
    String mirror = folder.resolve("none").toUri().toString();
    try {
      run("plan", repository().toString(), "--debian-mirror", mirror);
    } catch (IllegalStateException e) {
      // As it is meant to be.
    }
  }

  private void push(RehearsalRegistry registry) {
    run(
        "build",
        repository().toString(),
        "--lock",
        lock().toString(),
        "-t",
        registry.host() + "/demo:1",
        "--push");
  }

  private void pretend(JsonNode plan) throws IOException {
    DiskStore store = DiskStore.open(store());
    StoredBlob empty;
    try (BlobWriter blob = store.newBlob()) {
      empty = blob.commit();
    }
    try (LayerWriter writer = LayerWriter.open(store, 1)) {
      LayerCache layers = new LayerCache(store, writer);
      for (JsonNode layer : plan.path("layers")) {
        Digest key = Digest.parse(layer.path("key").asText());
        layers.record(
            key,
            new LayerBlob(
                MediaType.OCI_LAYER_GZIP, empty.digest(), empty.size(), empty.digest(), 0));
        // What is noted of it need not be looked up in its packages.
        layers.note(key, new LayerContents(List.of(), List.of(), 0).text().orElseThrow());
      }
    }
  }

  private String run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] all =
        Stream.concat(
                Stream.of(arguments), Stream.of("--progress=plain", "--store", store().toString()))
            .toArray(String[]::new);
    int code = new Cli(host, stream(out), stream(err), ProductApplication::new).run(all);
    if (code != 0) {
      throw new IllegalStateException(err.toString(StandardCharsets.UTF_8));
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, false, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
