package org.repo2oci.pypi.resolve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.image.Platform;
import org.repo2oci.pypi.index.IndexGateway;
import org.repo2oci.pypi.index.IndexSettings;
import org.repo2oci.sandbox.Sandbox;
import org.repo2oci.store.Store;

/**
 * What resolving and building need of the machine.
 *
 * @param machine this machine's platform: the tools run on it
 * @param uvCache a folder that is kept between runs; uv alone writes to it
 * @param gitVariables what git may see of the environment
 */
public record PythonTools(
    Store store,
    Fetcher fetcher,
    Sandbox sandbox,
    Toolboxes toolboxes,
    UvRelease release,
    Platform machine,
    Path uvCache,
    Map<String, String> gitVariables,
    EventSink events) {
  public PythonTools {
    gitVariables = Map.copyOf(gitVariables);
  }

  GitCheckouts git() {
    return new GitCheckouts(gitVariables);
  }

  /** The resolver's program, got where it is not there; {@code stage} is what its output is of. */
  UvCommand uv(IndexSettings settings, Stage stage) throws IOException, InterruptedException {
    Path program =
        new UvProgram(store, fetcher, sandbox, toolboxes, release).get(machine, settings);
    return new UvCommand(sandbox, program, Files.createDirectories(uvCache), stage, events);
  }

  /** A gateway where there is something to reach through it. */
  Optional<IndexGateway> gateway(IndexSettings settings) throws IOException {
    boolean remote =
        !settings.indexes().isEmpty()
            || settings.findLinks().stream().anyMatch(place -> place.contains("://"));
    return remote ? Optional.of(new IndexGateway(fetcher, settings)) : Optional.empty();
  }
}
