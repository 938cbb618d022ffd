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
  private static final Pattern FIRST = Pattern.compile("\\A.*(http://\\S+)\n");
  private static final int PATIENCE_SECONDS = 300;

  static Launch of(Command command, Path folder) throws Exception {
    Path out = folder.resolve("launch.out");
    Path err = folder.resolve("launch.err");
    return new Launch(command.start(out, err), out, err);
  }

  /** Waits for the links, and for the page that the one to JupyterLab leads to. */
  void awaitLab() throws Exception {
    Http.await(awaitLink(LAB), 200);
    assertThat(Files.readString(out)).contains("/tree?token=", "/nbclassic/tree?token=");
  }

  /** Waits for the links; the answer is the first one. */
  URI awaitFirst() throws Exception {
    return awaitLink(FIRST);
  }

  private URI awaitLink(Pattern pattern) throws Exception {
    Matcher link = pattern.matcher(Files.readString(out));
    for (int i = 0; i < PATIENCE_SECONDS * 5 && !link.find(); i++) {
      Thread.sleep(200);
      assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
      link = pattern.matcher(Files.readString(out));
    }
    return URI.create(link.group(1));
  }

  void awaitEnd() throws Exception {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }
}
