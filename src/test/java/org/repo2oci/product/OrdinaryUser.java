package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A user of this machine, made for a test, who has a copy of the program and nothing else. */
final class OrdinaryUser {
  private final String name;
  private final Path home;

  private OrdinaryUser(String name, Path home) {
    this.name = name;
    this.home = home;
  }

  /** Makes the user; the test is skipped where that cannot be done. */
  static OrdinaryUser create(String name, Path folder) throws Exception {
    assumeTrue(Command.of("id", "-u").run().succeeded().equals("0"), "only root makes users");
    assumeTrue(Command.exists("newuidmap"), "`newuidmap` is not installed");
    Path home = folder.resolve("home");
    Command.of("userdel", name).run();
    Command.of("useradd", "--create-home", "--home-dir", home.toString(), name).run().succeeded();
    Command.of("chmod", "755", folder.toString()).run().succeeded();
    return new OrdinaryUser(name, home);
  }

  String name() {
    return name;
  }

  Path home() {
    return home;
  }

  /** As a release has them, which the user may read. */
  void install() throws Exception {
    Path target = Path.of("target");
    Path release = Files.createDirectories(home.resolve("release"));
    copy(release, Path.of("repo2oci"), target.resolve("repo2oci.jar"), Path.of("buildpacks"));
    copy(release, target.resolve("lib"));
    give();
  }

  /** Copies into a folder of the user's. */
  void copy(Path into, Path... what) throws Exception {
    List<String> words = new ArrayList<>(List.of("cp", "-r"));
    for (Path one : what) {
      words.add(one.toString());
    }
    words.add(into.toString());
    Command.of(words.toArray(String[]::new)).run().succeeded();
    give();
  }

  private void give() throws Exception {
    Command.of("chown", "-R", name + ":", home.toString()).run().succeeded();
  }

  String program() {
    return home.resolve("release/repo2oci").toString();
  }

  /** A script of the user's, in the home, with another machine's habits. */
  Command command(String script) {
    List<String> words =
        List.of(
            "setpriv",
            "--reuid=" + name,
            "--regid=" + name,
            "--init-groups",
            "sh",
            "-c",
            "cd '%s' && umask 077 && %s".formatted(home, script));
    return Command.of(words.toArray(String[]::new))
        .with("HOME", home.toString())
        .with("XDG_CACHE_HOME", home.resolve("cache").toString())
        .with("TZ", "Asia/Tokyo")
        .with("LC_ALL", "C")
        .with("LANG", "C");
  }

  /** Asks all programs of the user's to end whose command lines have this text. */
  void end(String text) throws Exception {
    Command.of("pkill", "-TERM", "-u", name, "-f", text).run();
  }

  boolean runs(String text) throws Exception {
    return !Command.of("pgrep", "-u", name, "-f", text).run().out().isEmpty();
  }

  /** The user is gone, with all that was the user's. */
  void remove() throws Exception {
    Command.of("userdel", name).run();
    // Its store has files of ids of the user's own range.
    Command.of("rm", "-rf", home.toString()).run().succeeded();
    assertThat(home).doesNotExist();
  }
}
