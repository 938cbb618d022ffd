package org.repo2oci.repository.archive;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.repo2oci.failure.BuildFailure;

/**
 * Where archives are: data, which an institution with one of its own replaces.
 *
 * @param doi answers with the addresses of a DOI that is written behind it
 * @param dataverse the list of installations
 * @param softwareHeritage the API, with a slash at its end
 */
record ArchiveHosts(
    URI doi,
    List<Invenio> zenodo,
    List<Figshare> figshare,
    URI dataverse,
    List<Hydroshare> hydroshare,
    URI softwareHeritage) {
  private static final String VARIABLE = "REPO2OCI_ARCHIVES";
  private static final String LIST_VARIABLE = "R2D_DATAVERSE_INSTALLATIONS_URL";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES).build();

  ArchiveHosts {
    zenodo = List.copyOf(zenodo);
    figshare = List.copyOf(figshare);
    hydroshare = List.copyOf(hydroshare);
  }

  /**
   * An archive that runs Invenio, as Zenodo does.
   *
   * @param pages beginnings of addresses, without {@code https://}; what follows is a record's id
   * @param api a record's id is written behind it
   * @param files path to the address of the list of files; empty where the record has the list
   * @param list path to the list, {@code name} and {@code download} paths in each of its items
   */
  record Invenio(
      List<String> pages, URI api, String files, String list, String name, String download) {}

  /** An archive that speaks Figshare's API. */
  record Figshare(List<String> pages, URI api) {}

  /**
   * Hydroshare.
   *
   * @param bags {@code ID.zip} is written behind it
   * @param resources {@code ID/scimeta/elements} is written behind it
   */
  record Hydroshare(List<String> pages, URI bags, URI resources) {}

  /** Those that the product knows, or those of the file that the user's variables name. */
  static ArchiveHosts of(Map<String, String> environment) {
    String file = environment.getOrDefault(VARIABLE, "");
    ArchiveHosts hosts = file.isBlank() ? usual() : read(file);
    String list = environment.getOrDefault(LIST_VARIABLE, "");
    return list.isBlank()
        ? hosts
        : new ArchiveHosts(
            hosts.doi(),
            hosts.zenodo(),
            hosts.figshare(),
            uri(list),
            hosts.hydroshare(),
            hosts.softwareHeritage());
  }

  private static ArchiveHosts usual() {
    try (InputStream data = ArchiveHosts.class.getResourceAsStream("archives.json")) {
      return JSON.readValue(Objects.requireNonNull(data), ArchiveHosts.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ArchiveHosts read(String file) {
    try {
      return JSON.readValue(Files.readAllBytes(Path.of(file)), ArchiveHosts.class);
    } catch (JacksonException e) {
      throw unreadable(file, String.valueOf(e.getOriginalMessage())).withCause(e);
    } catch (IOException e) {
      throw unreadable(file, String.valueOf(e.getMessage())).withCause(e);
    }
  }

  private static BuildFailure unreadable(String file, String why) {
    return BuildFailure.environment("Cannot read the archives of `%s`".formatted(file))
        .withDetail(why)
        .withHint("`%s` names a file as `docs/sources.md` shows it".formatted(VARIABLE));
  }

  private static URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw BuildFailure.environment("`%s` is no URL: `%s`".formatted(LIST_VARIABLE, text))
          .withHint("Correct it, or leave it out");
    }
  }

  /** What stands behind the first of these beginnings, whatever the scheme. */
  static Optional<String> behind(List<String> pages, String address) {
    String plain = address.replaceFirst("(?i)^https?://", "");
    return plain.equals(address)
        ? Optional.empty()
        : pages.stream()
            .filter(plain::startsWith)
            .map(page -> plain.substring(page.length()))
            .findFirst();
  }
}
