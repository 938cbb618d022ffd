package org.repo2oci.repository.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;

/** A dataset of a Dataverse installation, also where one of its files is named. */
record DataverseDeposit(URI page, Web web, EventSink events) implements Deposit {
  private static final String DATAFILE = "/api/access/datafile/";
  private static final Pattern PAGE =
      Pattern.compile("/(citation|dataset\\.xhtml|file\\.xhtml|api/access/datafile).*");

  @Override
  public String archive() {
    return "Dataverse";
  }

  /** Only an address that looks like one of Dataverse asks which installations there are. */
  static Optional<Deposit> of(
      ArchiveHosts hosts, String address, boolean ofDoi, Web web, EventSink events)
      throws IOException, InterruptedException {
    Optional<URI> page = Addresses.parse(address);
    if (page.isEmpty() || !(ofDoi || PAGE.matcher(page.get().getPath()).matches())) {
      return Optional.empty();
    }
    for (JsonNode installation : web.json(hosts.dataverse()).path("installations")) {
      if (installation.path("hostname").asText().equalsIgnoreCase(page.get().getAuthority())) {
        return Optional.of(new DataverseDeposit(page.get(), web, events));
      }
    }
    return Optional.empty();
  }

  @Override
  public Files fetch(Path folder) throws IOException, InterruptedException {
    String id = persistentId();
    Optional<JsonNode> found = web.jsonIfThere(dataset(id));
    if (found.isEmpty() && page.getPath().startsWith("/citation")) {
      // A citation may be one of a file.
      id = datasetOf(":persistentId?persistentId=" + Addresses.encoded(id) + "&");
      found = web.jsonIfThere(dataset(id));
    }
    String dataset = id;
    JsonNode answer = found.orElseThrow(() -> unknown(dataset));
    DepositFolder deposit = new DepositFolder(archive(), folder, web, events);
    for (JsonNode file : Fields.list(archive(), answer, "data.latestVersion.files")) {
      deposit.add(remote(file));
    }
    return new Files(deposit.root(), dataset);
  }

  /** As it was deposited: Dataverse itself keeps tables in another form, under another name. */
  private DepositFolder.Remote remote(JsonNode file) {
    Optional<String> original = Fields.textIfThere(file, "dataFile.originalFileName");
    String name = original.orElseGet(() -> Fields.text(archive(), file, "label"));
    String folder = Fields.textIfThere(file, "directoryLabel").map(path -> path + "/").orElse("");
    String number = Fields.text(archive(), file, "dataFile.id");
    return new DepositFolder.Remote(
        folder + name,
        URI.create(
            Addresses.site(page) + DATAFILE + Addresses.encoded(number) + "?format=original"),
        // The sum is one of Dataverse's own form.
        original.isPresent()
            ? Optional.empty()
            : Fields.textIfThere(file, "dataFile.md5").map(sum -> "md5:" + sum));
  }

  private String persistentId() throws IOException, InterruptedException {
    String path = page.getPath();
    Optional<String> named = Addresses.query(page, "persistentId");
    if (path.startsWith(DATAFILE)) {
      return datasetOf(Addresses.encoded(Addresses.last(path)) + "?");
    }
    if (named.isPresent() && path.startsWith("/file.xhtml")) {
      return datasetOf(":persistentId?persistentId=" + Addresses.encoded(named.get()) + "&");
    }
    return named.orElseThrow(() ->
        BuildFailure.input(
                "Cannot fetch `%s`: it names no dataset".formatted(Addresses.site(page) + path))
            .withHint("Give the DOI of the dataset"));
  }

  private URI dataset(String id) {
    return URI.create(
        Addresses.site(page) + "/api/datasets/:persistentId?persistentId=" + Addresses.encoded(id));
  }

  private String datasetOf(String file) throws IOException, InterruptedException {
    URI uri = URI.create(Addresses.site(page) + "/api/files/" + file + "returnDatasetVersion=true");
    JsonNode answer = web.jsonIfThere(uri).orElseThrow(() -> unknown(page.toString()));
    return Fields.text(archive(), answer, "data.datasetVersion.datasetPersistentId");
  }

  private BuildFailure unknown(String what) {
    return BuildFailure.input(
            "Cannot fetch `%s`: `%s` has no such dataset or file"
                .formatted(what, Addresses.site(page)))
        .withHint("Check the identifier, and that everyone may see it");
  }
}
