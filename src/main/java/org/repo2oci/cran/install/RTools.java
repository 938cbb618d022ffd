package org.repo2oci.cran.install;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.repo2oci.cran.LockedR;
import org.repo2oci.event.EventSink;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.image.Digest;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.sandbox.Sandbox;
import org.repo2oci.store.Store;

/** What R packages are downloaded and built with. */
public interface RTools {
  Store store();

  Fetcher fetcher();

  Sandbox sandbox();

  EventSink events();

  /** A system with R and compilers, bottom first. */
  List<RootLayer> roots() throws IOException, InterruptedException;

  /** What {@link #roots()} are. */
  Digest key() throws IOException, InterruptedException;

  /** Of R, in full. */
  String version();

  /** The program {@code R}. */
  String program();

  /** A line of shell before R is run. */
  String prepare();

  Map<String, String> variables();

  /** Absolute folder that packages are installed in. */
  String library();

  /** Where the archive of a locked package is. */
  URI place(LockedR locked);

  /** Of requests for archives. */
  Map<String, String> headers();

  Map<String, String> systemLibraries();

  Duration timeLimit();
}
