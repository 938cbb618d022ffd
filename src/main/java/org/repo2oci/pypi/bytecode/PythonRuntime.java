package org.repo2oci.pypi.bytecode;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A way to start the interpreter that the bytecode is for: in a toolbox's sandbox, or by its own
 * dynamic loader. Its first use is the first that needs it to be there.
 */
@FunctionalInterface
public interface PythonRuntime {
  /**
   * Starts the interpreter with pipes for its three streams.
   *
   * @param arguments those behind the interpreter's own path
   * @param environment all the variables that it may see, besides what it needs to find its library
   */
  Process start(List<String> arguments, Map<String, String> environment) throws IOException;
}
