package org.repo2oci.conda.spec;

import java.util.Set;

/** Names of platforms in channels (CEP 26). */
public final class Subdirs {
  public static final String NOARCH = "noarch";

  /** A pattern would take {@code conda-forge} for one. */
  private static final Set<String> KNOWN =
      Set.of(
          NOARCH,
          "linux-32",
          "linux-64",
          "linux-aarch64",
          "linux-armv6l",
          "linux-armv7l",
          "linux-loongarch64",
          "linux-ppc64",
          "linux-ppc64le",
          "linux-riscv32",
          "linux-riscv64",
          "linux-s390x",
          "osx-64",
          "osx-arm64",
          "win-32",
          "win-64",
          "win-arm64",
          "freebsd-64",
          "zos-z",
          "emscripten-wasm32",
          "wasi-wasm32");

  private Subdirs() {}

  public static boolean isOne(String name) {
    return KNOWN.contains(name);
  }
}
