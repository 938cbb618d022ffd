package org.repo2oci.pypi.bytecode;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Speaks the worker's protocol. Sources are instructions: {@code bad} does not compile, {@code die}
 * ends the interpreter, {@code die once} does so the first time; the rest compiles to itself.
 */
final class FakePython implements PythonRuntime {
  final AtomicInteger started = new AtomicInteger();
  final Queue<String> compiled = new ConcurrentLinkedQueue<>();
  private final Queue<String> diedOf = new ConcurrentLinkedQueue<>();
  private final String tag;
  private final String complaint;

  FakePython(String tag, String complaint) {
    this.tag = tag;
    this.complaint = complaint;
  }

  FakePython() {
    this("cpython-313", "");
  }

  @Override
  public Process start(List<String> arguments, Map<String, String> environment) throws IOException {
    started.incrementAndGet();
    FakeProcess process = new FakeProcess();
    Thread.ofVirtual().start(process::serve);
    return process;
  }

  private final class FakeProcess extends Process {
    private final PipedOutputStream stdin = new PipedOutputStream();
    private final PipedInputStream requests = new PipedInputStream(stdin, 1 << 16);
    private final PipedInputStream stdout = new PipedInputStream(1 << 16);
    private final PipedOutputStream answers = new PipedOutputStream(stdout);

    FakeProcess() throws IOException {}

    void serve() {
      try (requests;
          DataInputStream in = new DataInputStream(requests);
          DataOutputStream out = new DataOutputStream(answers)) {
        if (!complaint.isEmpty()) {
          return;
        }
        answer(out, tag);
        while (true) {
          int pathLength = in.readInt();
          int mtime = in.readInt();
          int sourceLength = in.readInt();
          String path = new String(in.readNBytes(pathLength), StandardCharsets.UTF_8);
          String source = new String(in.readNBytes(sourceLength), StandardCharsets.UTF_8);
          compiled.add(path);
          boolean died = diedOf.contains(path);
          if (source.equals("die") || (source.equals("die once") && !died)) {
            diedOf.add(path);
            return;
          }
          answer(out, source.equals("bad") ? "" : "%s %d %s".formatted(path, mtime, source));
        }
      } catch (IOException e) {
        // The other side has closed its end.
      }
    }

    private void answer(DataOutputStream out, String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      out.writeInt(bytes.length);
      out.write(bytes);
      out.flush();
    }

    @Override
    public OutputStream getOutputStream() {
      return stdin;
    }

    @Override
    public InputStream getInputStream() {
      return stdout;
    }

    @Override
    public InputStream getErrorStream() {
      return new ByteArrayInputStream(complaint.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int waitFor() {
      return 0;
    }

    @Override
    public int exitValue() {
      return 0;
    }

    @Override
    public void destroy() {
      try {
        stdin.close();
        answers.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
