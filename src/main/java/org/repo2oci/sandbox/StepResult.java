package org.repo2oci.sandbox;

import java.io.IOException;
import java.util.List;
import org.repo2oci.filetree.FileTree;

/**
 * How a step ended. The changes' content lies in a scratch file that {@link #close()} removes.
 *
 * @param exitCode the command's own; 128 + n where signal n ended it
 * @param lastLines at most 40 lines of its output, for error messages
 * @param changes what it wrote, with whiteouts for what it removed
 */
public record StepResult(
    int exitCode, List<String> lastLines, FileTree changes, AutoCloseable scratch)
    implements AutoCloseable {
  public StepResult {
    lastLines = List.copyOf(lastLines);
  }

  @Override
  public void close() throws IOException {
    try {
      scratch.close();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
