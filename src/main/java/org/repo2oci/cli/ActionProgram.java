package org.repo2oci.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.repo2oci.cli.action.GithubAction;
import org.repo2oci.cli.application.HostSettings;
import org.repo2oci.cli.application.InspectArguments;
import org.repo2oci.cli.application.InspectReport;
import org.repo2oci.cli.application.MachineArguments;
import org.repo2oci.cli.application.Release;
import org.repo2oci.cli.repo2docker.Repo2docker;
import org.repo2oci.event.EventSink;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Platform;

/** The program as a GitHub Action uses it. */
record ActionProgram(PrintStream out) implements GithubAction.Program {
  @Override
  public int repo2docker(
      HostSettings host, PrintStream err, List<String> words, List<String> more, Release release) {
    Cli cli = new Cli(host, out, err, settings -> new ProductApplication(settings, release, false));
    return new Repo2docker(
            "jupyter-repo2docker",
            host,
            out,
            err,
            () -> Launches.engineMissing(host),
            translated -> cli.run(with(translated, more)))
        .run(words);
  }

  /** Behind the other options: the name with the commit's tag stays the first one. */
  private static String[] with(String[] translated, List<String> more) {
    List<String> words = new ArrayList<>(List.of(translated));
    int end = words.lastIndexOf("--");
    words.addAll(end < 0 ? words.size() : end, more);
    return words.toArray(String[]::new);
  }

  @Override
  public boolean engine(HostSettings host) {
    return Launches.engineMissing(host).isEmpty();
  }

  @Override
  public InspectReport inspect(HostSettings host, ImageReference image) {
    return new ProductApplication(host)
        .inspect(
            new InspectArguments(
                image.toString(),
                host.variable("REPO2OCI_PLATFORM")
                    .map(Platform::parse)
                    .orElse(Platform.LINUX_AMD64),
                new MachineArguments(
                    host.variable("REPO2OCI_STORE").map(Path::of).orElse(host.defaultStore()),
                    host.processors())),
            EventSink.none());
  }
}
