package org.repo2oci.build;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.repo2oci.buildpack.Environment;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.lock.Base;
import org.repo2oci.lock.CondaEnvironment;
import org.repo2oci.lock.Lock;
import org.repo2oci.lock.Rstudio;
import org.repo2oci.repository.Checkout;

/** What an image says of itself: variables, user, command and labels, as repo2docker's say it. */
final class ImageSettings {
  private static final String SYSTEM_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final String ENTRYPOINT = "/usr/local/bin/repo2docker-entrypoint";
  private static final List<String> COMMAND = List.of("jupyter-lab", "--ip=0.0.0.0");

  /**
   * What a single-user server opens where its hub says nothing else; a `default_url` in a
   * configuration file would win over the hub's.
   */
  private static final String DEFAULT_PAGE = "JUPYTERHUB_DEFAULT_URL";

  private static final String RSTUDIO_PAGE = "/rstudio";
  private static final String PORT = "8888/tcp";

  private final BuildRequest request;
  private final String version;
  private final EventSink events;

  /**
   * @param version of this program
   */
  ImageSettings(BuildRequest request, String version, EventSink events) {
    this.request = request;
    this.version = version;
    this.events = events;
  }

  /**
   * The configuration but for layers and history.
   *
   * @param base the base image's own configuration, where there is one
   * @param locale that the base has, where it is not the buildpack's
   */
  ImageConfig config(
      Environment environment,
      Lock lock,
      Checkout checkout,
      Optional<ImageConfig> base,
      Optional<String> locale) {
    Map<String, String> variables = new LinkedHashMap<>();
    base.ifPresent(below -> variables.putAll(below.environment()));
    String path = variables.getOrDefault("PATH", SYSTEM_PATH);
    Map<String, String> given =
        Map.of(
            "USER", request.userName(),
            "HOME", request.home(),
            "REPO_DIR", request.repositoryPath());
    variables.putAll(environment.variables(given, path));
    locale
        .filter(name -> !name.equals(variables.get("LC_ALL")))
        .ifPresent(name -> {
          variables.put("LC_ALL", name);
          variables.put("LANG", name);
          variables.remove("LANGUAGE");
        });
    environment
        .file(RepositoryPart.START)
        .ifPresent(file -> variables.put("R2D_ENTRYPOINT", request.inRepository(file)));
    request
        .defaultUrl()
        .filter(page -> isThere(page, lock))
        .ifPresent(page -> variables.put(DEFAULT_PAGE, page));
    lock.condaPython().ifPresent(conda -> activate(conda, variables));
    CondaKernel.of(lock).ifPresent(kernel -> kernel.activate(variables));
    lock.r().ifPresent(r -> RSettingsPart.variables(r, environment, variables));
    Set<String> ports = new TreeSet<>(Set.of(PORT));
    base.ifPresent(below -> ports.addAll(below.exposedPorts()));
    return new ImageConfig(
        lock.created().toString(),
        lock.platform(),
        Optional.of(Integer.toString(request.uid())),
        variables,
        List.of(ENTRYPOINT),
        COMMAND,
        Optional.of(request.repositoryPath()),
        List.copyOf(ports),
        labels(lock, checkout, base),
        List.of(),
        List.of());
  }

  /** A page that is not would be all that people see. */
  private boolean isThere(String page, Lock lock) {
    boolean missing =
        (page.equals(RSTUDIO_PAGE) || page.startsWith(RSTUDIO_PAGE + "/"))
            && lock.base() instanceof Base.Debian
            && !(lock.rstudio().orElse(null) instanceof Rstudio.Present);
    if (missing) {
      events.accept(
          new BuildEvent.Warned(
              "`--default-url %s` is not used: the image has no RStudio".formatted(page)));
    }
    return !missing;
  }

  /** What activating a conda environment sets, but for its packages' own scripts. */
  private static void activate(CondaEnvironment conda, Map<String, String> variables) {
    variables.remove("VIRTUAL_ENV");
    variables.put("CONDA_PREFIX", conda.prefix());
    variables.put("CONDA_DEFAULT_ENV", conda.prefix());
    variables.putAll(conda.variables());
  }

  private Map<String, String> labels(Lock lock, Checkout checkout, Optional<ImageConfig> base) {
    Map<String, String> labels = new TreeMap<>();
    base.ifPresent(below -> labels.putAll(below.labels()));
    labels.putAll(ofRepository(checkout));
    labels.put("org.opencontainers.image.created", lock.created().toString());
    labels.put("org.repo2oci.lock", LockPart.PATH);
    lock.rstudio().ifPresent(rstudio -> labels.put("org.repo2oci.rstudio", rstudio.label()));
    labels.putAll(request.labels());
    return labels;
  }

  /** The labels of an image whose Dockerfile decides everything else. */
  Map<String, String> dockerfileLabels(Checkout checkout) {
    Map<String, String> labels = ofRepository(checkout);
    labels.putAll(request.labels());
    return labels;
  }

  private Map<String, String> ofRepository(Checkout checkout) {
    Map<String, String> labels = new TreeMap<>();
    String source = checkout.isFetched() ? checkout.display() : "local";
    labels.put("repo2docker.version", version);
    labels.put("repo2docker.repo", source);
    labels.put("repo2docker.ref", checkout.ref().orElse("None"));
    checkout.commit().ifPresent(commit -> labels.put("org.opencontainers.image.revision", commit));
    if (checkout.isFetched()) {
      labels.put("org.opencontainers.image.source", source);
    }
    labels.put("org.repo2oci.version", version);
    return labels;
  }
}
