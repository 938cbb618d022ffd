package org.repo2oci.pypi.resolve;

import java.io.IOException;
import java.util.List;
import org.repo2oci.image.Digest;
import org.repo2oci.sandbox.RootLayer;

/** Root filesystems to run tools in; none of them is shipped. Each is made when it is asked for. */
public interface Toolboxes {
  /** Python and nothing more; {@code python3-pip-whl} where uv comes from pip's own index. */
  List<RootLayer> python() throws IOException, InterruptedException;

  /** Compilers, headers, git and the interpreter that packages are built with. */
  List<RootLayer> build() throws IOException, InterruptedException;

  /** Absolute path of the interpreter in {@link #python()}. */
  String interpreter();

  /** Absolute path of the interpreter in {@link #build()}. */
  default String buildInterpreter() {
    return interpreter();
  }

  /** What {@link #build()} is made of, without making it: part of the key of what it builds. */
  Digest buildKey() throws IOException, InterruptedException;
}
