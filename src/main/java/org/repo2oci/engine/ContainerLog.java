package org.repo2oci.engine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** Cuts what a container writes into lines; standard output and standard error each by itself. */
final class ContainerLog extends ResultCallback.Adapter<Frame> {
  /** A longer line is cut: nobody reads it, and memory has an end. */
  private static final int LONGEST = 1 << 16;

  private final Consumer<String> output;
  private final Map<StreamType, ByteArrayOutputStream> open = new EnumMap<>(StreamType.class);

  ContainerLog(Consumer<String> output) {
    this.output = output;
  }

  @Override
  public void onNext(Frame frame) {
    ByteArrayOutputStream line =
        open.computeIfAbsent(frame.getStreamType(), _ -> new ByteArrayOutputStream());
    for (byte b : frame.getPayload()) {
      if (b == '\n' || line.size() >= LONGEST) {
        end(line);
      }
      if (b != '\n') {
        line.write(b);
      }
    }
  }

  @Override
  public void onComplete() {
    endAll();
    super.onComplete();
  }

  @Override
  public void onError(Throwable thrown) {
    // The connection breaks when the container is removed, or the engine ends.
    endAll();
    super.onError(thrown);
  }

  private void endAll() {
    for (ByteArrayOutputStream line : open.values()) {
      if (line.size() > 0) {
        end(line);
      }
    }
  }

  private void end(ByteArrayOutputStream line) {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    output.accept(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }
}
