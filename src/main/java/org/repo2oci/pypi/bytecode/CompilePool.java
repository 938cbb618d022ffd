package org.repo2oci.pypi.bytecode;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;
import org.repo2oci.pypi.install.PythonMinor;
import org.repo2oci.pypi.install.PythonSource;

/** A few interpreters, each started when it is first needed and used by one thread at a time. */
final class CompilePool implements AutoCloseable {
  /** A larger source is data; its syntax tree would need gigabytes. */
  static final int MAX_SOURCE = 10 << 20;

  private static final long LONGEST_SECONDS = 120;

  private final PythonRuntime runtime;
  private final PythonMinor version;
  private final EventSink events;
  private final ExecutorService threads;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
  private final ConcurrentLinkedDeque<CompileWorker> idle = new ConcurrentLinkedDeque<>();
  private final Set<CompileWorker> alive = ConcurrentHashMap.newKeySet();

  CompilePool(PythonRuntime runtime, PythonMinor version, int workers, EventSink events) {
    this.runtime = runtime;
    this.version = version;
    this.events = events;
    this.threads =
        Executors.newFixedThreadPool(
            workers, Thread.ofPlatform().daemon().name("compile-", 0).factory());
  }

  /** Compiles some sources of one wheel, in order; those that do not compile are left out. */
  Future<List<CompiledFile>> submit(List<PythonSource> sources) {
    return threads.submit(() -> {
      List<CompiledFile> compiled = new ArrayList<>();
      for (PythonSource source : sources) {
        byte[] bytecode = compile(source);
        if (bytecode.length > 0) {
          compiled.add(CompiledFile.of(source.relative(), bytecode));
        }
      }
      return compiled;
    });
  }

  private byte[] compile(PythonSource source) throws IOException {
    if (source.content().size() > MAX_SOURCE) {
      return new byte[0];
    }
    byte[] text;
    try (InputStream content = source.content().open()) {
      text = content.readAllBytes();
    }
    // A second interpreter tells a source that ends interpreters from one that died by itself.
    for (int attempt = 0; attempt < 2; attempt++) {
      Optional<byte[]> bytecode = attempt(source, text);
      if (bytecode.isPresent()) {
        return bytecode.get();
      }
    }
    events.accept(
        new BuildEvent.Warned(
            "Python cannot compile `%s` and was ended; the file is installed without bytecode"
                .formatted(source.path())));
    return new byte[0];
  }

  private Optional<byte[]> attempt(PythonSource source, byte[] text) throws IOException {
    if (threads.isShutdown()) {
      throw new IOException("compiling was ended");
    }
    CompileWorker worker = idle.pollFirst();
    if (worker == null) {
      worker = CompileWorker.start(runtime, version);
      alive.add(worker);
    }
    Future<?> deadline = clock.schedule(worker::kill, LONGEST_SECONDS, TimeUnit.SECONDS);
    try {
      byte[] bytecode = worker.compile(source.path(), source.mtime(), text);
      idle.addFirst(worker);
      return Optional.of(bytecode);
    } catch (IOException e) {
      worker.close();
      alive.remove(worker);
      return Optional.empty();
    } finally {
      deadline.cancel(false);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    clock.shutdownNow();
    alive.forEach(CompileWorker::close);
  }
}
