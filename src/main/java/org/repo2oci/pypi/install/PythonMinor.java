package org.repo2oci.pypi.install;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A minor version of CPython, such as 3.13: what bytecode and folder names depend on. */
public record PythonMinor(int major, int minor) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,2})\\.(\\d{1,3})");

  /** Parses {@code 3.13}. */
  public static PythonMinor parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("`%s` is not a Python version like 3.13".formatted(text));
    }
    return new PythonMinor(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  /** The name that the interpreter gives its bytecode files (PEP 3147), such as cpython-313. */
  public String cacheTag() {
    return "cpython-%d%d".formatted(major, minor);
  }

  public boolean atLeast(int otherMajor, int otherMinor) {
    return major > otherMajor || (major == otherMajor && minor >= otherMinor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
