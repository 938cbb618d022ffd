package org.repo2oci.pypi.bytecode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.repo2oci.event.EventSink;
import org.repo2oci.filetree.Content;
import org.repo2oci.image.Digest;
import org.repo2oci.pypi.install.Bytecode;
import org.repo2oci.pypi.install.InstalledWheel;
import org.repo2oci.pypi.install.PythonMinor;
import org.repo2oci.pypi.install.PythonSource;
import org.repo2oci.pypi.wheel.ZipDirectory;
import org.repo2oci.pypi.wheel.ZipMember;
import org.repo2oci.store.BlobWriter;
import org.repo2oci.store.Store;
import org.repo2oci.store.StoredBlob;

/**
 * Compiles the sources of wheels as an installer does, by the interpreter that they are for. The
 * result of a wheel is one zip in the store, whose deflate streams go into layers as they are.
 * Thread-safe: several wheels may be compiled at once and share the interpreters.
 */
public final class BytecodeCompiler implements AutoCloseable {
  /** Changes when the same sources become other bytes. */
  public static final String FORMAT = Digest.of(CompileWorker.SCRIPT).toString();

  private static final String KIND = "wheel-bytecode";
  private static final byte[] NOTHING = "none".getBytes(StandardCharsets.US_ASCII);

  /** Enough that a large wheel keeps all interpreters busy, and frames cost nothing. */
  private static final int BATCH_BYTES = 1 << 18;

  private static final int BATCH_FILES = 64;

  private final CompilePool pool;
  private final Store store;
  private final PythonMinor minor;
  private final String exactVersion;

  /**
   * Starts no interpreter yet.
   *
   * @param exactVersion of the interpreter, in any form that changes with it; part of the key
   * @param workers interpreters at once, each about 100 MB
   */
  public BytecodeCompiler(
      PythonRuntime runtime,
      PythonMinor minor,
      String exactVersion,
      Store store,
      int workers,
      EventSink events) {
    this.pool = new CompilePool(runtime, minor, workers, events);
    this.store = store;
    this.minor = minor;
    this.exactVersion = exactVersion;
  }

  /**
   * The bytecode of a wheel: from the store where it is known, else compiled.
   *
   * @throws org.repo2oci.failure.BuildFailure where the interpreter cannot be started
   */
  public Bytecode compile(InstalledWheel wheel) throws IOException, InterruptedException {
    if (!wheel.prefix().python().equals(minor)) {
      throw new IllegalArgumentException(
          "`%s` is installed for Python %s".formatted(wheel.fileName(), wheel.prefix().python()));
    }
    return compile(
        List.of(
            wheel.digest().hex(),
            wheel.prefix().path(),
            wheel.prefix().sitePackages(),
            wheel.prefix().headers()),
        wheel::sources);
  }

  /**
   * The same for the sources of another kind of package.
   *
   * @param identity everything that the sources, their paths and their times depend on
   * @param sources asked for where the result is not known
   */
  public Bytecode compile(List<String> identity, Supplier<List<PythonSource>> sources)
      throws IOException, InterruptedException {
    Digest key = key(identity);
    Optional<Bytecode> known = known(key);
    if (known.isPresent()) {
      return known.get();
    }
    byte[] value = make(sources.get());
    store.putRecord(KIND, key, value);
    return known(key).orElseThrow(() -> new IOException("the store lost what it was just given"));
  }

  private Digest key(List<String> identity) {
    List<String> all = new ArrayList<>(identity);
    all.addAll(List.of(minor.cacheTag(), exactVersion, FORMAT));
    return Digest.of(String.join("\n", all).getBytes(StandardCharsets.UTF_8));
  }

  private Optional<Bytecode> known(Digest key) throws IOException {
    Optional<String> value =
        store.record(KIND, key).map(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get().equals("none")) {
      return Optional.of(Bytecode.none());
    }
    Optional<StoredBlob> zip = store.blob(Digest.parse(value.get()));
    if (zip.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Content> files = new HashMap<>();
    for (ZipMember member : ZipDirectory.read(zip.get().file())) {
      files.put(member.name(), member.content());
    }
    return Optional.of(new Bytecode(files));
  }

  private byte[] make(List<PythonSource> sources) throws IOException, InterruptedException {
    if (sources.isEmpty()) {
      return NOTHING;
    }
    List<Future<List<CompiledFile>>> batches = new ArrayList<>();
    for (List<PythonSource> batch : batches(sources)) {
      batches.add(pool.submit(batch));
    }
    try (BlobWriter blob = store.newBlob()) {
      DeflatedZip zip = new DeflatedZip(blob);
      for (Future<List<CompiledFile>> batch : batches) {
        for (CompiledFile file : batch.get()) {
          zip.add(file);
        }
      }
      zip.finish();
      return blob.commit().digest().toString().getBytes(StandardCharsets.US_ASCII);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    } finally {
      batches.forEach(batch -> batch.cancel(true));
    }
  }

  private static List<List<PythonSource>> batches(List<PythonSource> sources) {
    List<List<PythonSource>> batches = new ArrayList<>();
    List<PythonSource> batch = new ArrayList<>();
    long bytes = 0;
    for (PythonSource source : sources) {
      batch.add(source);
      bytes += source.content().size();
      if (bytes >= BATCH_BYTES || batch.size() >= BATCH_FILES) {
        batches.add(batch);
        batch = new ArrayList<>();
        bytes = 0;
      }
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  /** Ends the interpreters; work that is under way fails. */
  @Override
  public void close() {
    pool.close();
  }
}
