package org.repo2oci.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.repo2oci.cli.action.GithubAction;
import org.repo2oci.cli.application.HostSettings;
import org.repo2oci.cli.application.Release;
import org.repo2oci.cli.repo2docker.Repo2docker;

/** The program's entry: the process around {@link Cli}. */
public final class Main {
  /** All that repo2docker says of a failure that is not in the command line. */
  private static final int FAILED = 1;

  private static final int BUFFER = 8192;

  private Main() {}

  public static void main(String[] arguments) {
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    HostSettings host = ThisHost.settings();
    int code =
        Training.wanted()
            ? Training.run(host)
            : run(arguments, host, out, err, JavaProgram.isQuick());
    if (code == Cli.RESTART) {
      code = restarted(arguments, host, out, err);
    }
    out.flush();
    err.flush();
    System.exit(code);
  }

  /** Begins again: as another JVM where the system allows it, and else as this one. */
  private static int restarted(
      String[] arguments, HostSettings host, PrintStream out, PrintStream err) {
    out.flush();
    err.flush();
    try {
      JavaProgram.current().full().replaceThisProcess();
    } catch (IOException e) {
      // Slower, and right.
    }
    return run(arguments, host, out, err, false);
  }

  private static int run(
      String[] arguments, HostSettings host, PrintStream out, PrintStream err, boolean quick) {
    String program = System.getProperty("repo2oci.program", "repo2oci");
    boolean foreign = Repo2docker.isName(program);
    Cli cli =
        new Cli(
            host,
            out,
            err,
            settings -> new ProductApplication(settings, Release.none(), quick),
            code -> foreign && code != Cli.RESTART ? FAILED : code);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(cli)));
    return run(cli, program, arguments, host, out, err);
  }

  private static int run(
      Cli cli,
      String program,
      String[] arguments,
      HostSettings host,
      PrintStream out,
      PrintStream err) {
    if (List.of(arguments).equals(List.of("github-action"))) {
      return new GithubAction(host, err, new ActionProgram(out)).run();
    }
    return Repo2docker.isName(program)
        ? new Repo2docker(
                program,
                host,
                out,
                err,
                () -> Launches.engineMissing(host),
                words -> cli.run(words))
            .run(List.of(arguments))
        : cli.run(arguments);
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
