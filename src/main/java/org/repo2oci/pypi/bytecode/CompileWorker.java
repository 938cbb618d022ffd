package org.repo2oci.pypi.bytecode;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.install.PythonMinor;

/** One interpreter that compiles source after source; the frames are told in its script. */
final class CompileWorker implements AutoCloseable {
  /** The script, which is part of every key of what it made. */
  static final byte[] SCRIPT = script();

  private static final int MAX_ANSWER = 1 << 28;
  private static final int MAX_TAG = 64;
  private static final int MAX_COMPLAINT = 4096;

  private final Process process;
  private final DataOutputStream requests;
  private final DataInputStream answers;
  private final CompletableFuture<String> complaint;

  private CompileWorker(Process process) {
    this.process = process;
    this.requests =
        new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 16));
    this.answers = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
    this.complaint = new CompletableFuture<>();
    Thread.ofVirtual().start(this::listen);
  }

  /**
   * Starts an interpreter and asks which one it is.
   *
   * @throws BuildFailure where it does not start, or is another version
   */
  static CompileWorker start(PythonRuntime runtime, PythonMinor wanted) throws IOException {
    // Not -I: that would ignore the hash seed, on which older versions' results depend.
    List<String> arguments =
        List.of("-s", "-S", "-B", "-c", new String(SCRIPT, StandardCharsets.UTF_8));
    Process process = runtime.start(arguments, Map.of("PYTHONHASHSEED", "0", "LC_ALL", "C.UTF-8"));
    CompileWorker worker = new CompileWorker(process);
    try {
      String tag = new String(worker.answer(MAX_TAG), StandardCharsets.UTF_8);
      if (!tag.equals(wanted.cacheTag())) {
        throw BuildFailure.environment(
            "Cannot compile for Python %s: the interpreter is `%s`".formatted(wanted, tag));
      }
      return worker;
    } catch (IOException e) {
      worker.close();
      throw BuildFailure.environment("Cannot start Python %s to compile packages".formatted(wanted))
          .withDetail(worker.complaint.join())
          .withHint("Remove the unpacked interpreter with `repo2oci cache prune` and build again")
          .withCause(e);
    } catch (BuildFailure e) {
      worker.close();
      throw e;
    }
  }

  /**
   * A whole {@code .pyc} file, or no bytes where the source does not compile.
   *
   * @throws IOException where the interpreter has ended
   */
  byte[] compile(String path, long mtime, byte[] source) throws IOException {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    requests.writeInt(name.length);
    requests.writeInt((int) mtime);
    requests.writeInt(source.length);
    requests.write(name);
    requests.write(source);
    requests.flush();
    return answer(MAX_ANSWER);
  }

  private byte[] answer(int most) throws IOException {
    int length = answers.readInt();
    if (length < 0 || length > most) {
      throw new IOException("an answer of %d bytes".formatted(length));
    }
    byte[] bytes = answers.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  /** Ends the interpreter at once, so that a thread that waits for it goes on. */
  void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    kill();
  }

  /** Reads what the interpreter prints, so that it never waits, and keeps the start of it. */
  private void listen() {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[1024];
    try (InputStream errors = process.getErrorStream()) {
      for (int count = errors.read(buffer); count >= 0; count = errors.read(buffer)) {
        if (text.length() < MAX_COMPLAINT) {
          text.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      // The process was killed; what it said until then is enough.
    } finally {
      complaint.complete(text.toString().strip());
    }
  }

  private static byte[] script() {
    try (InputStream script = CompileWorker.class.getResourceAsStream("compile_worker.py")) {
      if (script == null) {
        throw new IllegalStateException("compile_worker.py is not packed");
      }
      return script.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
