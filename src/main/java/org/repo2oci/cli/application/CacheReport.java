package org.repo2oci.cli.application;

import java.nio.file.Path;
import java.util.List;

/** What the store holds, by kind. */
public record CacheReport(Path store, List<Kind> kinds) {
  /** One kind of thing, such as layers or downloaded archives; {@code size} in bytes. */
  public record Kind(String name, long count, long size) {}

  public CacheReport {
    kinds = List.copyOf(kinds);
  }
}
