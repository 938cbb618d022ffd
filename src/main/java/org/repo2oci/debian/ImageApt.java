package org.repo2oci.debian;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Download;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.Digest;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.sandbox.Sandbox;
import org.repo2oci.sandbox.Step;
import org.repo2oci.sandbox.StepResult;

/**
 * Debian packages in an image that is built upon: its own apt chooses them, from its own sources
 * and signed indexes, and its own dpkg installs them, with no network.
 */
public final class ImageApt {
  private static final String VERSION = "1";
  private static final String ARCHIVES = "/.repo2oci-debs";
  private static final Duration LIMIT = Duration.ofMinutes(30);

  /** As {@code apt-get --print-uris} writes it: a quoted URI, a file name, a size, a digest. */
  private static final Pattern LINE =
      Pattern.compile("'([^']+)' (\\S+)\\.deb (\\d+) SHA256:([0-9a-f]{64})");

  private static final String CHOOSE =
      """
      set -eu
      command -v apt-get >/dev/null || { echo 'the image has no apt'; exit 100; }
      apt-get -q -o APT::Sandbox::User=root -o Acquire::Retries=3 update
      echo repo2oci: packages
      exec apt-get -qq -y --no-install-recommends --print-uris -o Acquire::ForceHash=SHA256 \\
        install -- "$@"
      """;

  private static final String INSTALL =
      """
      set -eu
      umask 022
      policy=/usr/sbin/policy-rc.d
      made=
      [ -e "$policy" ] || { printf '#!/bin/sh\\nexit 101\\n' >"$policy"; chmod 755 "$policy"; made=yes; }
      dpkg --force-unsafe-io --force-confold --install --recursive /.repo2oci-debs </dev/null
      apt-mark manual "$@" >/dev/null 2>&1 || true
      [ -z "$made" ] || rm -f "$policy"
      rm -f /var/lib/dpkg/*-old /var/lib/dpkg/lock /var/lib/dpkg/lock-frontend
      rm -f /var/lib/dpkg/triggers/Lock /var/cache/debconf/*-old /var/cache/ldconfig/aux-cache
      rm -f /var/log/dpkg.log /var/log/alternatives.log /var/log/fontconfig.log /etc/.pwd.lock
      find /var/log/apt /var/cache/man -mindepth 1 -type f -delete 2>/dev/null || true
      """;

  private final Sandbox sandbox;
  private final EventSink events;

  public ImageApt(Sandbox sandbox, EventSink events) {
    this.sandbox = sandbox;
    this.events = events;
  }

  /**
   * Asks the image's apt.
   *
   * @param root the image's layers
   * @throws BuildFailure with what apt said, where it cannot install them
   */
  public List<ImageDeb> lock(List<RootLayer> root, List<AptRequest> requests)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", CHOOSE, "sh"));
    requests.forEach(request -> command.add(request.toString()));
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    Step step =
        Step.of("apt-get of the base image", root, command, MaintainerScripts.environment(0))
            .withPackageManager()
            .withNetwork()
            .withTimeLimit(LIMIT)
            .withOutput(line -> {
              said.add(line);
              events.accept(new BuildEvent.Output(Stage.RESOLVE, "apt", line));
            })
            .withoutChanges();
    try (StepResult result = sandbox.run(step)) {
      if (result.exitCode() != 0) {
        throw failure("Cannot choose the Debian packages of `apt.txt` in the base image", result);
      }
    }
    List<ImageDeb> locked = new ArrayList<>();
    for (String line : said) {
      Matcher parts = LINE.matcher(line);
      if (parts.matches()) {
        locked.add(
            new ImageDeb(
                parts.group(2).replace("%3a", ":"),
                parts.group(1),
                Long.parseLong(parts.group(3)),
                new Digest(parts.group(4))));
      }
    }
    return locked;
  }

  /** What {@link #install} depends on, beside the image. */
  public static Digest key(List<ImageDeb> packages, List<String> requested) {
    StringBuilder text = new StringBuilder(VERSION + INSTALL + requested);
    packages.forEach(deb -> text.append('\n').append(deb.sha256()));
    return Digest.of(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /**
   * Installs packages.
   *
   * @param archives an empty folder for them
   * @param below attributes of all that is in the image
   * @param date of what is new; seconds since the epoch
   */
  public ConfiguredBase install(
      List<ImageDeb> packages,
      List<String> requested,
      Fetcher fetcher,
      Path archives,
      List<RootLayer> root,
      FileTree below,
      long date)
      throws IOException, InterruptedException {
    for (ImageDeb deb : packages) {
      Path archive =
          fetcher
              .download(
                  new Download(
                      Stage.DOWNLOAD,
                      deb.name(),
                      URI.create(deb.url()),
                      Optional.of(deb.sha256()),
                      Optional.of(deb.size())))
              .file();
      Files.copy(archive, archives.resolve(deb.sha256().hex() + ".deb"));
    }
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", INSTALL, "sh"));
    command.addAll(requested);
    Step step =
        Step.of("dpkg of the base image", root, command, MaintainerScripts.environment(date))
            .withPackageManager()
            .withBinds(Map.of(archives, ARCHIVES), Map.of())
            .withTimeLimit(LIMIT)
            .withOutput(line -> events.accept(new BuildEvent.Output(Stage.ASSEMBLE, "dpkg", line)));
    StepResult result = sandbox.run(step);
    if (result.exitCode() != 0) {
      try (result) {
        throw failure("Cannot install the Debian packages of `apt.txt`", result);
      }
    }
    return new ConfiguredBase(
        new StepChanges(below, FileTree.empty(), date).normalised(result.changes()), result);
  }

  private static BuildFailure failure(String message, StepResult result) {
    return BuildFailure.input(message)
        .withDetails(result.lastLines())
        .withHint(
            "The image's own sources and indexes decide: see its /etc/apt, or leave `--base-image` out");
  }
}
