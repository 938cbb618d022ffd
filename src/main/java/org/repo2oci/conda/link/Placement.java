package org.repo2oci.conda.link;

import java.io.IOException;
import java.util.regex.Pattern;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.Noarch;
import org.repo2oci.pypi.install.PythonMinor;

/**
 * Where the paths of a package go (CEP 32).
 *
 * @param noarch as the index has it, else as the archive does
 * @param compiles whether an installer compiles its modules and makes its commands
 */
record Placement(Noarch noarch, boolean compiles, CondaPrefix prefix) {
  private static final String MODULES = "site-packages/";
  private static final String SCRIPTS = "python-scripts/";
  private static final Pattern COMPILED =
      Pattern.compile("site-packages/[^\\t\\n\\r\\f\\x0B]+\\.py");

  static Placement of(LockedConda locked, InfoFiles info, CondaPrefix prefix) throws IOException {
    Noarch own = info.metadata().map(PackageMetadata::noarch).orElse(Noarch.NONE);
    Noarch noarch = locked.record().noarch() == Noarch.NONE ? own : locked.record().noarch();
    boolean python = noarch == Noarch.PYTHON;
    if (python && prefix.python().isEmpty()) {
      throw new IOException("it needs Python, which is not in the environment");
    }
    return new Placement(noarch, python && own == Noarch.PYTHON, prefix);
  }

  /**
   * What a package's places depend on: the Python for those that may be {@code noarch: python}; an
   * old index does not say of a package for every platform of which kind it is.
   */
  static String python(LockedConda locked, CondaPrefix prefix) {
    boolean may =
        switch (locked.record().noarch()) {
          case PYTHON -> true;
          case GENERIC -> false;
          case NONE -> locked.record().subdir().equals("noarch");
        };
    return may ? prefix.python().map(CondaPython::toString).orElse("") : "";
  }

  /** The path below the prefix. */
  String target(String listed) {
    if (noarch == Noarch.PYTHON && listed.startsWith(MODULES)) {
      return python().sitePackages() + "/" + listed.substring(MODULES.length());
    }
    if (noarch == Noarch.PYTHON && listed.startsWith(SCRIPTS)) {
      return "bin/" + listed.substring(SCRIPTS.length());
    }
    return listed;
  }

  /** Whether a module gets bytecode when it is installed. Python 2 is not compiled for. */
  boolean compiles(String listed) {
    return compiles && python().minor().major() >= 3 && COMPILED.matcher(listed).matches();
  }

  /** The program of commands that are made. */
  String interpreter() {
    PythonMinor minor = python().minor();
    return prefix.path() + "/bin/python" + minor;
  }

  /** Where the interpreter looks for the bytecode of a module (PEP 3147). */
  String compiled(String target) {
    int name = target.lastIndexOf('/') + 1;
    String stem = target.substring(name, target.length() - ".py".length());
    return "%s__pycache__/%s.%s.pyc"
        .formatted(target.substring(0, name), stem, python().minor().cacheTag());
  }

  private CondaPython python() {
    return prefix.python().orElseThrow();
  }
}
