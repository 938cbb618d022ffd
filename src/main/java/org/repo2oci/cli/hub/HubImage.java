package org.repo2oci.cli.hub;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;

/**
 * An image as a hub offers it.
 *
 * @param name in its registry, without tag and digest
 * @param tag that was named; a spawner that cannot pull by digest needs one
 * @param title for people, one line
 * @param about one line; empty where nothing is known
 * @param defaultUrl the page that a server opens at; empty for the hub's own
 * @param home the folder of the image's user, over which a hub mounts a volume
 */
public record HubImage(
    String name,
    Optional<String> tag,
    Digest digest,
    String title,
    String about,
    Optional<String> defaultUrl,
    HubResources resources,
    String home) {
  /** Names that people move from image to image. */
  private static final Set<String> MOVING =
      Set.of("latest", "main", "master", "stable", "edge", "dev", "devel", "nightly", "test");

  /** What a name without tag and digest means. */
  private static final Optional<String> LATEST = Optional.of("latest");

  private static final List<String> TITLES =
      List.of(
          "org.repo2oci.hub.name",
          "tljh_repo2docker.display_name",
          "org.opencontainers.image.title");
  private static final List<String> DESCRIPTIONS =
      List.of("org.repo2oci.hub.description", "org.opencontainers.image.description");

  /**
   * What labels and variables of an image say.
   *
   * @param given wins over what the image says
   */
  public static HubImage of(
      ImageReference reference,
      Digest digest,
      Map<String, String> labels,
      Map<String, String> environment,
      HubResources given) {
    return new HubImage(
        reference.name(),
        reference.tag().or(() -> reference.digest().isPresent() ? Optional.empty() : LATEST),
        digest,
        first(labels, TITLES).orElseGet(() -> title(reference)),
        first(labels, DESCRIPTIONS).or(() -> source(labels)).orElse(""),
        first(labels, List.of("org.repo2oci.hub.default-url"))
            .or(() -> line(environment.get("JUPYTERHUB_DEFAULT_URL")))
            .filter(page -> page.startsWith("/")),
        given.or(
            new HubResources(
                checked(labels, "tljh_repo2docker.mem_limit", HubResources::memory),
                checked(labels, "tljh_repo2docker.cpu_limit", HubResources::cpus))),
        Optional.ofNullable(environment.get("HOME"))
            .filter(folder -> folder.startsWith("/"))
            .orElse("/home/jovyan"));
  }

  private static Optional<String> first(Map<String, String> labels, List<String> names) {
    return names.stream().flatMap(name -> line(labels.get(name)).stream()).findFirst();
  }

  private static Optional<String> line(@Nullable String text) {
    return Optional.ofNullable(text)
        .map(value -> value.strip().replaceAll("\\s+", " "))
        .filter(value -> !value.isEmpty());
  }

  private static <T> Optional<T> checked(
      Map<String, String> labels, String name, Function<String, T> parse) {
    try {
      return line(labels.get(name)).map(parse);
    } catch (IllegalArgumentException e) {
      // Whoever made the image means something that no hub takes; it only was a hint.
      return Optional.empty();
    }
  }

  /** The last part of the image's name, in words. */
  private static String title(ImageReference reference) {
    String last = reference.repository().substring(reference.repository().lastIndexOf('/') + 1);
    return Arrays.stream(last.split("[._-]+", -1))
        .filter(word -> !word.isEmpty())
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining(" "));
  }

  private static Optional<String> source(Map<String, String> labels) {
    Optional<String> repository =
        first(labels, List.of("org.opencontainers.image.source", "repo2docker.repo"))
            .filter(text -> !text.equals("local"));
    Optional<String> commit =
        line(labels.get("org.opencontainers.image.revision"))
            .map(text -> text.substring(0, Math.min(12, text.length())));
    return repository.map(
        from -> "Made from " + from + commit.map(text -> " at " + text).orElse(""));
  }

  public HubImage withTitle(String newTitle) {
    return new HubImage(name, tag, digest, newTitle, about, defaultUrl, resources, home);
  }

  public HubImage withDefaultUrl(String page) {
    return new HubImage(name, tag, digest, title, about, Optional.of(page), resources, home);
  }

  /** For what pulls by digest: what runs is what was tested, whatever happens to the tag. */
  String byDigest() {
    return name + "@" + digest;
  }

  /** For what cannot. */
  String byTag() {
    return name + ":" + tag.orElse("");
  }

  /** Whether a node that has an image of this tag may have another one. */
  public boolean moves() {
    return tag.filter(MOVING::contains).isPresent();
  }
}
