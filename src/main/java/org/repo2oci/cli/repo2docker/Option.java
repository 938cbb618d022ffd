package org.repo2oci.cli.repo2docker;

import java.util.List;
import java.util.Optional;

/**
 * An option of repo2docker.
 *
 * @param setting under which its value is asked for; two options of one setting undo each other
 * @param label what stands for its value in the help; empty for an option without one
 * @param constant the value of an option that takes none
 * @param help empty for an option that is not shown
 */
record Option(
    String setting, List<String> names, Optional<String> label, String constant, String help) {
  static final String HELP = "help";

  /** In the order in which the help shows them. */
  static final List<Option> ALL =
      List.of(
          flag(HELP, "true", "Show this help", "-h", "--help"),
          flag("help_all", "true", "Show this help and the settings of `--config`", "--help-all"),
          flag("version", "true", "Show the version", "--version"),
          value("config", "PATH", "Settings: JSON, or assignments in Python", "--config"),
          flag("json_logs", "true", "Write logs as JSON, one object a line", "--json-logs"),
          value("image_name", "NAME", "Name of the image", "--image-name"),
          value("ref", "REF", "Branch, tag or commit", "--ref"),
          flag("debug", "true", "Stack traces with errors", "--debug"),
          flag("build", "false", "Print what a build would do, and do nothing", "--no-build"),
          flag("build", "true", "Build the image (default)", "--build"),
          value("build_memory_limit", "SIZE", "", "--build-memory-limit"),
          flag("run", "false", "Do not run the image", "--no-run"),
          flag("run", "true", "Run the image (default)", "--run"),
          value("ports", "[[IP:]HOST:]PORT[/udp]", "Reach a port of the image", "--publish", "-p"),
          flag(
              "all_ports",
              "true",
              "Reach all of its ports, under free numbers",
              "--publish-all",
              "-P"),
          flag("clean", "false", "Accepted: checkouts are kept in the store", "--no-clean"),
          flag("clean", "true", "Accepted: checkouts are kept in the store", "--clean"),
          flag("push", "true", "Push the image to its registry", "--push"),
          flag("push", "false", "Do not push the image (default)", "--no-push"),
          value(
              "volumes", "FOLDER:PATH", "A folder of this machine in the image", "--volume", "-v"),
          value("user_id", "N", "Number of the image's user (default: yours)", "--user-id"),
          value("user_name", "NAME", "Name of the image's user (default: yours)", "--user-name"),
          value("environment", "NAME[=VALUE]", "A variable for the server", "--env", "-e"),
          flag("editable", "true", "The image's repository is the local one", "--editable", "-E"),
          value("target_repo_dir", "DIR", "Where the repository lies in it", "--target-repo-dir"),
          value("appendix", "TEXT", "Lines of a Dockerfile for the end", "--appendix"),
          value("labels", "KEY=VALUE", "A label for the image", "--label"),
          value("extra_build_args", "KEY=VALUE", "An argument for those lines", "--build-arg"),
          value("subdir", "DIR", "Use this folder of the repository", "--subdir"),
          value("cache_from", "IMAGE", "Take layers of this image", "--cache-from"),
          value("engine", "NAME", "`sandbox` to run without an engine", "--engine"));

  private static Option flag(String setting, String constant, String help, String... names) {
    return new Option(setting, List.of(names), Optional.empty(), constant, help);
  }

  private static Option value(String setting, String label, String help, String... names) {
    return new Option(setting, List.of(names), Optional.of(label), "", help);
  }

  boolean takesValue() {
    return label.isPresent();
  }

  /** All its names, as argparse writes them in messages. */
  String title() {
    return String.join("/", names);
  }
}
