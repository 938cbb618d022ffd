package org.repo2oci.repository.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.store.StoredBlob;

/**
 * A folder, or the folder of a revision, in Software Heritage.
 *
 * @param api with a slash at its end
 * @param revision whether the hash is one of a revision
 * @param hash 40 hexadecimal digits
 * @param token lets its owner ask more often; empty for none
 */
record SoftwareHeritageDeposit(
    URI api,
    boolean revision,
    String hash,
    String token,
    Waiting waiting,
    Web web,
    EventSink events)
    implements Deposit {
  private static final Pattern FORM =
      Pattern.compile("swh:(\\d+):(ori|cnt|rev|dir|snp|rel):([0-9a-f]{40})(?:;.*)?");

  @Override
  public String archive() {
    return "Software Heritage";
  }

  static Optional<Deposit> of(
      ArchiveHosts hosts, String text, String token, Waiting waiting, Web web, EventSink events) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    String type = form.group(2);
    if (!form.group(1).equals("1") || !(type.equals("dir") || type.equals("rev"))) {
      throw BuildFailure.input("Cannot build `%s`: it is no folder and no revision".formatted(text))
          .withHint("Give an identifier that begins with `swh:1:dir:` or `swh:1:rev:`");
    }
    return Optional.of(
        new SoftwareHeritageDeposit(
            hosts.softwareHeritage(),
            type.equals("rev"),
            form.group(3),
            token,
            waiting,
            web,
            events));
  }

  private Map<String, String> headers() {
    return token.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + token);
  }

  @Override
  public Files fetch(Path folder) throws IOException, InterruptedException {
    String directory =
        revision
            ? Fields.text(
                archive(),
                web.json(URI.create(api + "revision/" + hash + "/"), headers()),
                "directory")
            : hash;
    String id = "swh:1:dir:" + directory.toLowerCase(Locale.ROOT);
    URI vault = URI.create(api + "vault/flat/" + id + "/");
    StoredBlob tar = web.file(id + ".tar.gz", cooked(vault, id));
    Unpacker.tar(id + ".tar.gz", tar.file(), folder);
    return new Files(new DepositFolder(archive(), folder, web, events).root(), id);
  }

  private URI cooked(URI vault, String id) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    JsonNode answer = web.post(vault, headers());
    while (true) {
      switch (answer.path("status").asText()) {
        case "done" -> {
          return Fields.uri(archive(), answer, "fetch_url");
        }
        case "failed" ->
            throw BuildFailure.environment(
                    "Cannot fetch `%s`: Software Heritage cannot gather it".formatted(id))
                .withDetail(answer.path("progress_message").asText())
                .withHint("Try again later");
        default ->
            events.accept(
                new BuildEvent.Noted(Stage.FETCH, "Software Heritage gathers `%s`".formatted(id)));
      }
      if (!waiting.goOn(begin)) {
        throw BuildFailure.environment(
                "Cannot fetch `%s`: Software Heritage has not gathered it in %d s"
                    .formatted(id, waiting.limit().toSeconds()))
            .withHint("Try again later: it goes on with it");
      }
      answer = web.json(vault, headers());
    }
  }
}
