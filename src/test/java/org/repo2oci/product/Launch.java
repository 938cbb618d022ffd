package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A `repo2oci launch` that runs. */
record Launch(Process process, Path out, Path err) {
  private static final Pattern LAB = Pattern.compile("(http://\\S+/lab\\?token=\\S+)");
  private static final int PATIENCE_SECONDS = 300;

  static Launch of(Command command, Path folder) throws Exception {
    Path out = folder.resolve("launch.out");
    Path err = folder.resolve("launch.err");
    return new Launch(command.start(out, err), out, err);
  }

  /** Waits for the links, and for the page that the first one leads to. */
  void awaitLab() throws Exception {
    Matcher lab = LAB.matcher(Files.readString(out));
    for (int i = 0; i < PATIENCE_SECONDS * 5 && !lab.find(); i++) {
      Thread.sleep(200);
      assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
      lab = LAB.matcher(Files.readString(out));
    }
    Http.await(URI.create(lab.group(1)), 200);
    assertThat(Files.readString(out)).contains("/tree?token=", "/nbclassic/tree?token=");
  }

  void awaitEnd() throws Exception {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }
}
