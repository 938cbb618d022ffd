package org.repo2oci.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.repo2oci.event.EventSink;
import org.repo2oci.fetch.HttpConnections;
import org.repo2oci.fetch.HttpFetcher;
import org.repo2oci.fetch.NetworkSettings;
import org.repo2oci.layer.LayerCache;
import org.repo2oci.layer.LayerWriter;
import org.repo2oci.registry.Registries;
import org.repo2oci.registry.RegistryCredentials;
import org.repo2oci.registry.RegistrySettings;
import org.repo2oci.repository.archive.ArchiveFinder;
import org.repo2oci.repository.archive.Archives;
import org.repo2oci.sandbox.MappedRemoval;
import org.repo2oci.sandbox.NamespaceSandbox;
import org.repo2oci.sandbox.SandboxSettings;
import org.repo2oci.store.DirectoryRemover;
import org.repo2oci.store.DiskStore;

/** What one run works with: the store, the network, the sandbox, and who listens. */
public final class Workshop implements AutoCloseable {
  private final Map<String, String> environment;
  private final Optional<Path> home;
  private final EventSink events;
  private final DiskStore store;
  private final NetworkSettings network;
  private final HttpFetcher fetcher;
  private final Map<Map<String, String>, HttpFetcher> otherFetchers = new HashMap<>();
  private final HttpConnections connections;
  private final NamespaceSandbox sandbox;
  private final LayerWriter writer;
  private final int threads;
  private final Path uvCache;
  private @Nullable Registries registries;

  private Workshop(Machine machine, EventSink events) throws IOException {
    this.environment = machine.environment();
    this.home = machine.home();
    this.events = events;
    this.threads = machine.threads();
    this.uvCache = machine.store().resolveSibling("uv");
    SandboxSettings settings = SandboxSettings.of(environment);
    this.store =
        DiskStore.open(machine.store(), DirectoryRemover.ordinaryThen(MappedRemoval.of(settings)));
    this.network = NetworkSettings.from(environment, machine.home());
    this.fetcher = new HttpFetcher(network, store, events);
    this.connections = new HttpConnections(network);
    this.sandbox = NamespaceSandbox.create(store, settings, events);
    this.writer = LayerWriter.open(store, threads);
  }

  /** Opens everything; nothing is asked of the network or the machine before it is needed. */
  public static Workshop open(Machine machine, EventSink events) throws IOException {
    return new Workshop(machine, events);
  }

  /**
   * What is known of the machine.
   *
   * @param environment the user's variables
   * @param home of the user, where there is one
   * @param store folder of the store
   * @param threads for work that keeps a CPU busy, at least 1
   */
  public record Machine(
      Map<String, String> environment, Optional<Path> home, Path store, int threads) {
    public Machine {
      environment = Map.copyOf(environment);
    }
  }

  /** The user's variables. */
  public Map<String, String> environment() {
    return environment;
  }

  /** The user's home directory, where there is one. */
  public Optional<Path> home() {
    return home;
  }

  public EventSink events() {
    return events;
  }

  public DiskStore store() {
    return store;
  }

  public NetworkSettings network() {
    return network;
  }

  public HttpFetcher fetcher() {
    return fetcher;
  }

  /**
   * For what has settings of the network of its own; the environment's win over them.
   *
   * @param settings as variables, such as {@code https_proxy}
   */
  synchronized HttpFetcher fetcher(Map<String, String> settings) {
    if (settings.isEmpty()) {
      return fetcher;
    }
    return otherFetchers.computeIfAbsent(
        settings,
        _ -> new HttpFetcher(network.over(NetworkSettings.from(settings, home)), store, events));
  }

  /** Archives of research data. */
  ArchiveFinder archives() {
    return new Archives(environment, fetcher, connections, events);
  }

  public NamespaceSandbox sandbox() {
    return sandbox;
  }

  /** The connections to registries, kept from the first that is asked to the end. */
  public synchronized Registries registries() {
    Registries open = registries;
    if (open == null) {
      open =
          new Registries(RegistrySettings.of(network, RegistryCredentials.from(environment, home)));
      registries = open;
    }
    return open;
  }

  /** uv's own cache, kept between runs. */
  Path uvCache() {
    return uvCache;
  }

  public int threads() {
    return threads;
  }

  public LayerCache layers() {
    return new LayerCache(store, writer);
  }

  @Override
  public synchronized void close() {
    if (registries != null) {
      registries.close();
    }
    writer.close();
    fetcher.close();
    otherFetchers.values().forEach(HttpFetcher::close);
    connections.close();
  }
}
