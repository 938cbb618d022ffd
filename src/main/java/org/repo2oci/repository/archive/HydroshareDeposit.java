package org.repo2oci.repository.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.store.StoredBlob;

/** A resource of Hydroshare, which packs it into a bag when it is asked for. */
record HydroshareDeposit(
    ArchiveHosts.Hydroshare host, String id, Waiting waiting, Web web, EventSink events)
    implements Deposit {
  @Override
  public String archive() {
    return "Hydroshare";
  }

  static Optional<Deposit> of(
      ArchiveHosts hosts, String address, Waiting waiting, Web web, EventSink events) {
    for (ArchiveHosts.Hydroshare host : hosts.hydroshare()) {
      Optional<String> behind = ArchiveHosts.behind(host.pages(), address);
      if (behind.isPresent()) {
        String id = Addresses.last(behind.get().replaceFirst("[?#].*", ""));
        return Optional.of(new HydroshareDeposit(host, id, waiting, web, events));
      }
    }
    return Optional.empty();
  }

  @Override
  public Files fetch(Path folder) throws IOException, InterruptedException {
    long modified = modified();
    StoredBlob bag = bag();
    Unpacker.zip(id + ".zip", bag.file(), folder);
    Path contents = folder.resolve(id).resolve("data").resolve("contents");
    if (!java.nio.file.Files.isDirectory(contents, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      throw BuildFailure.environment(
              "Cannot use the bag of the resource `%s`: it has no `data/contents`".formatted(id))
          .withHint("Download it by hand and build the folder");
    }
    return new Files(contents, id + ".v" + modified);
  }

  private long modified() throws IOException, InterruptedException {
    JsonNode answer =
        web.json(URI.create(host.resources() + Addresses.encoded(id) + "/scimeta/elements"));
    for (JsonNode date : answer.path("dates")) {
      if (date.path("type").asText().equals("modified")) {
        String text =
            Fields.text(archive(), date, "start_date").replaceFirst("(\\..*|Z|\\+.*)$", "");
        try {
          return LocalDateTime.parse(text).toEpochSecond(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
          throw BuildFailure.environment(
                  "Cannot read the answer of Hydroshare: `%s` is no time".formatted(text))
              .withHint("Its form may have changed; download the resource and build the folder")
              .withCause(e);
        }
      }
    }
    throw BuildFailure.environment("Cannot read the answer of Hydroshare: it has no `modified`")
        .withHint("See whether everyone may see the resource");
  }

  /** Until it is packed, something else than a zip comes. */
  private StoredBlob bag() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      StoredBlob bag =
          web.file(id + ".zip", URI.create(host.bags() + Addresses.encoded(id) + ".zip"));
      if (Unpacker.isZip(bag.file())) {
        return bag;
      }
      events.accept(new BuildEvent.Noted(Stage.FETCH, "Hydroshare packs the resource"));
      if (!waiting.goOn(begin)) {
        throw BuildFailure.environment(
                "Cannot fetch the resource `%s`: Hydroshare has not packed it in %d s"
                    .formatted(id, waiting.limit().toSeconds()))
            .withHint("Try again later");
      }
    }
  }
}
