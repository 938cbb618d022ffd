package org.repo2oci.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.repo2oci.cli.application.HostSettings;

/** The program's entry: the process around {@link Cli}. */
public final class Main {
  private static final int BUFFER = 8192;

  private Main() {}

  public static void main(String[] arguments) {
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    HostSettings host = ThisHost.settings();
    Cli cli = new Cli(host, out, err, ProductApplication::new);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(cli)));
    int code = Training.wanted() ? Training.run(host) : cli.run(arguments);
    out.flush();
    err.flush();
    System.exit(code);
  }

  /** Runs at every end; after Ctrl-C the JVM leaves with 130 unless the command ended as asked. */
  private static void stop(Cli cli) {
    cli.stop().ifPresent(Runtime.getRuntime()::halt);
  }

  /** UTF-8 whatever the locale: a build pod has none, and its log is read as UTF-8. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER),
        false,
        StandardCharsets.UTF_8);
  }
}
