package org.repo2oci.cli.hub;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Settings of a DockerSpawner. It asks a registry for a digest as if it were a tag, so images have
 * tags here; one page and one limit hold for all of its images.
 */
record DockerSettings(List<HubImage> images) {
  private static final String LITTLEST =
      """
      # sudo /opt/tljh/hub/bin/python3 -m pip install dockerspawner
      # and, after this file was saved: sudo tljh-config reload hub
      c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
      # Docker's own bridge, where containers reach the hub; `ip address show docker0` tells it
      c.JupyterHub.hub_ip = "172.17.0.1"
      """;

  String text() {
    StringBuilder text = new StringBuilder();
    images().stream()
        .map(image -> "# %s is %s\n".formatted(image.byTag(), image.digest()))
        .forEach(text::append);
    set(text, "image", Quoted.of(images.getFirst().byTag()));
    if (images.size() > 1) {
      text.append("c.DockerSpawner.allowed_images = {\n");
      List<String> titles = titles();
      for (int i = 0; i < images.size(); i++) {
        text.append("    ").append(Quoted.of(titles.get(i))).append(": ");
        text.append(Quoted.of(images.get(i).byTag())).append(",\n");
      }
      text.append("}\n");
    }
    set(text, "cmd", "[\"jupyterhub-singleuser\"]");
    boolean moves = images.stream().anyMatch(HubImage::moves);
    set(text, "pull_policy", Quoted.of(moves ? "always" : "ifnotpresent"));
    page().ifPresent(page -> set(text, "default_url", Quoted.of(page)));
    memory().ifPresent(size -> set(text, "mem_limit", Quoted.of(size)));
    images.stream()
        .flatMap(image -> image.resources().cpus().stream())
        .max(BigDecimal::compareTo)
        .ifPresent(cpus -> set(text, "cpu_limit", HubResources.decimal(cpus)));
    return text.toString();
  }

  /** The whole file, with what a Littlest JupyterHub has not set. */
  String littlest() {
    StringBuilder text = new StringBuilder(LITTLEST);
    text.append(text());
    set(text, "remove", "True");
    text.append("# What people keep, over the home folder of the image\n");
    String home = images.getFirst().home();
    text.append("c.DockerSpawner.volumes = {\"jupyterhub-user-{username}\": ");
    return text.append(Quoted.of(home)).append("}\n").toString();
  }

  private static void set(StringBuilder text, String name, String value) {
    text.append("c.DockerSpawner.").append(name).append(" = ").append(value).append('\n');
  }

  /** Keys of the form: each once. */
  private List<String> titles() {
    List<String> titles = new ArrayList<>();
    for (HubImage image : images) {
      titles.add(
          titles.contains(image.title())
              ? image.title() + " (" + image.byTag() + ")"
              : image.title());
    }
    return titles;
  }

  /** Where all images agree; else each one's own variable decides, as long as the hub sets none. */
  private Optional<String> page() {
    List<Optional<String>> pages = images.stream().map(HubImage::defaultUrl).distinct().toList();
    return pages.size() == 1 ? pages.getFirst() : Optional.empty();
  }

  /** The largest. */
  private Optional<String> memory() {
    Stream<String> sizes = images.stream().flatMap(image -> image.resources().memory().stream());
    return sizes.max((one, other) -> Double.compare(bytes(one), bytes(other)));
  }

  private static double bytes(String size) {
    int power = "KMGT".indexOf(size.charAt(size.length() - 1)) + 1;
    String number = power == 0 ? size : size.substring(0, size.length() - 1);
    return Double.parseDouble(number) * Math.pow(1024, power);
  }
}
