package org.repo2oci.repository.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;

/**
 * A dataset of a site that runs CKAN.
 *
 * @param api with a slash at its end
 * @param activity names an older state; empty for the present one
 */
record CkanDeposit(String dataset, Optional<String> activity, URI api, Web web, EventSink events)
    implements Deposit {
  private static final String MARK = "/dataset/";

  @Override
  public String archive() {
    return "CKAN";
  }

  /** From a page with {@code /dataset/} in it, of a site that answers as CKAN does. */
  static Optional<Deposit> of(String address, Web web, EventSink events)
      throws IOException, InterruptedException {
    Optional<URI> page = Addresses.parse(address);
    int mark = page.map(uri -> uri.getRawPath().indexOf(MARK)).orElse(-1);
    if (mark < 0) {
      return Optional.empty();
    }
    URI uri = page.orElseThrow();
    String prefix = uri.getRawPath().substring(0, mark);
    List<String> parts =
        Arrays.asList(uri.getRawPath().substring(mark + MARK.length()).split("/", -1));
    URI api = URI.create(Addresses.site(uri) + prefix + "/api/3/action/");
    if (parts.getFirst().isEmpty() || !web.answers(URI.create(api + "status_show"))) {
      return Optional.empty();
    }
    int history = parts.indexOf("history");
    Optional<String> activity =
        history >= 0 && history + 1 < parts.size()
            ? Optional.of(parts.get(history + 1))
            : Addresses.query(uri, "activity_id");
    return Optional.of(new CkanDeposit(parts.getFirst(), activity, api, web, events));
  }

  @Override
  public Files fetch(Path folder) throws IOException, InterruptedException {
    JsonNode now = web.json(URI.create(api + "package_show?id=" + dataset));
    long modified = seconds(Fields.text(archive(), now, "result.metadata_modified"));
    JsonNode answer =
        activity.isEmpty()
            ? now
            : web.json(
                URI.create(
                    "%sactivity_data_show?id=%s&object_type=package"
                        .formatted(api, Addresses.encoded(activity.get()))));
    DepositFolder deposit = new DepositFolder(archive(), folder, web, events);
    for (JsonNode resource : Fields.list(archive(), answer, "result.resources")) {
      Optional<String> address = Fields.textIfThere(resource, "url");
      if (address.isPresent()) {
        URI uri = Fields.uri(archive(), address.get());
        String path = String.valueOf(uri.getRawPath());
        String name = path.substring(path.lastIndexOf('/') + 1);
        deposit.add(
            new DepositFolder.Remote(
                name.isEmpty() ? Fields.text(archive(), resource, "id") : name,
                uri,
                Optional.empty()));
      }
    }
    return new Files(folder, dataset + ".v" + modified);
  }

  private static long seconds(String time) {
    try {
      return LocalDateTime.parse(time.replaceFirst("(Z|\\+.*)$", "")).toEpochSecond(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw BuildFailure.environment(
              "Cannot read the answer of CKAN: `%s` is no time".formatted(time))
          .withHint("Download the dataset and build the folder")
          .withCause(e);
    }
  }
}
