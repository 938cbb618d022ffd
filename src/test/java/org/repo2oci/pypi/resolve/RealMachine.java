package org.repo2oci.pypi.resolve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;
import org.repo2oci.fetch.HttpFetcher;
import org.repo2oci.fetch.NetworkSettings;
import org.repo2oci.image.Platform;
import org.repo2oci.pypi.index.IndexSettings;
import org.repo2oci.pypi.index.MachineIndexes;
import org.repo2oci.pypi.spec.Requirements;
import org.repo2oci.pypi.spec.RequirementsReader;
import org.repo2oci.sandbox.NamespaceSandbox;
import org.repo2oci.sandbox.Sandbox;
import org.repo2oci.sandbox.SandboxSettings;
import org.repo2oci.store.DirectoryRemover;
import org.repo2oci.store.DiskStore;
import org.repo2oci.store.Store;

/** The real uv in real namespaces, with this machine's index, and a store of its own. */
record RealMachine(
    PythonTools tools, HttpFetcher fetcher, IndexSettings settings, List<BuildEvent> events)
    implements AutoCloseable {
  static final PythonTarget TARGET = new PythonTarget(3, 13, Platform.LINUX_AMD64, 41);
  private static final Path HOME = Path.of(System.getProperty("user.home"));

  /** With an empty store in a folder; the toolboxes and uv come from the kept one. */
  static RealMachine in(Path folder, ToolboxFolders toolboxes)
      throws IOException, InterruptedException {
    Map<String, String> environment = System.getenv();
    DiskStore store = DiskStore.open(folder.resolve("store"), DirectoryRemover.ordinary());
    List<BuildEvent> events = Collections.synchronizedList(new ArrayList<>());
    IndexSettings settings = MachineIndexes.read(environment, Optional.of(HOME), Path.of("/"));
    UvRelease release = UvRelease.read(Path.of("buildpacks/python/buildpack.yml"));
    keepUv(toolboxes, release, settings, store);
    HttpFetcher fetcher =
        new HttpFetcher(NetworkSettings.from(environment, Optional.of(HOME)), store, events::add);
    PythonTools tools =
        new PythonTools(
            store,
            fetcher,
            sandbox(store, events::add),
            toolboxes,
            release,
            Platform.LINUX_AMD64,
            folder.resolve("uv-cache"),
            environment,
            events::add);
    return new RealMachine(tools, fetcher, settings, events);
  }

  private static Sandbox sandbox(Store store, EventSink events) throws IOException {
    return NamespaceSandbox.create(store, SandboxSettings.of(System.getenv()), events);
  }

  private static void keepUv(
      ToolboxFolders toolboxes, UvRelease release, IndexSettings settings, Store store)
      throws IOException, InterruptedException {
    Store kept = toolboxes.store();
    try (HttpFetcher fetcher =
        new HttpFetcher(
            NetworkSettings.from(System.getenv(), Optional.of(HOME)), kept, EventSink.none())) {
      Path program =
          new UvProgram(kept, fetcher, sandbox(kept, EventSink.none()), toolboxes, release)
              .get(Platform.LINUX_AMD64, settings);
      store.directory(
          "uv",
          release.wheel(Platform.LINUX_AMD64).sha256(),
          folder -> Files.copy(program, folder.resolve("uv"), StandardCopyOption.COPY_ATTRIBUTES));
    }
  }

  ResolvedPython resolve(Path repository, ServerSet server)
      throws IOException, InterruptedException {
    return resolve(repository, server, List.of());
  }

  ResolvedPython resolve(Path repository, ServerSet server, List<InstalledDistribution> installed)
      throws IOException, InterruptedException {
    Requirements user = RequirementsReader.read(repository, "requirements.txt", fetcher);
    return new PythonResolver(tools)
        .resolve(new ResolveRequest(repository, user, server, settings, TARGET).on(installed));
  }

  @Override
  public void close() {
    fetcher.close();
  }
}
