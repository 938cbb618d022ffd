package org.repo2oci.cli.hub;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What reads the lines. */
public enum HubKind {
  Z2JH("zero-to-jupyterhub: values.yaml"),
  KUBESPAWNER("KubeSpawner: jupyterhub_config.py"),
  DOCKERSPAWNER("DockerSpawner: jupyterhub_config.py"),
  TLJH("The Littlest JupyterHub: /opt/tljh/config/jupyterhub_config.d/repo2oci.py");

  private final String title;

  HubKind(String title) {
    this.title = title;
  }

  /** Parses the word that a user typed. */
  public static HubKind parse(String text) {
    return Arrays.stream(values())
        .filter(kind -> kind.toString().equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "`%s` is none of z2jh, kubespawner, dockerspawner, tljh".formatted(text)));
  }

  /** Which file the lines are for. */
  public String title() {
    return title;
  }

  /** True where the lines name images by tag, because the spawner cannot pull by digest. */
  public boolean needsTag() {
    return this == DOCKERSPAWNER || this == TLJH;
  }

  /**
   * The lines, with their line feeds.
   *
   * @param images at least one, the usual one first
   */
  public String lines(List<HubImage> images) {
    return switch (this) {
      case Z2JH -> new HelmValues(images).text();
      case KUBESPAWNER -> new KubeProfiles(images).text();
      case DOCKERSPAWNER -> new DockerSettings(images).text();
      case TLJH -> new DockerSettings(images).littlest();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
