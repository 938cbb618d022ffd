package org.repo2oci.repository.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.event.EventSink;

/** A version of an article of Figshare. */
record FigshareDeposit(
    ArchiveHosts.Figshare host, String article, String version, Web web, EventSink events)
    implements Deposit {
  /** What follows {@code articles/}: perhaps a kind, a title, the number, perhaps a version. */
  private static final Pattern PAGE =
      Pattern.compile("(?:(?:code|dataset|software)/)?[^/]+/(\\d+)/?(\\d+)?.*");

  @Override
  public String archive() {
    return "Figshare";
  }

  static Optional<Deposit> of(ArchiveHosts hosts, String address, Web web, EventSink events) {
    for (ArchiveHosts.Figshare host : hosts.figshare()) {
      Optional<Matcher> page =
          ArchiveHosts.behind(host.pages(), address).map(PAGE::matcher).filter(Matcher::matches);
      if (page.isPresent()) {
        String version = page.get().group(2) == null ? "1" : page.get().group(2);
        return Optional.of(new FigshareDeposit(host, page.get().group(1), version, web, events));
      }
    }
    return Optional.empty();
  }

  @Override
  public Files fetch(Path folder) throws IOException, InterruptedException {
    JsonNode answer = web.json(URI.create(host.api() + article + "/versions/" + version));
    List<DepositFolder.Remote> files = new ArrayList<>();
    for (JsonNode file : Fields.list(archive(), answer, "files")) {
      // A link is no file of the article.
      if (!file.path("is_link_only").asBoolean(false)) {
        files.add(
            new DepositFolder.Remote(
                Fields.text(archive(), file, "name"),
                Fields.uri(archive(), file, "download_url"),
                Fields.textIfThere(file, "computed_md5").map(sum -> "md5:" + sum)));
      }
    }
    String id = article + ".v" + version;
    DepositFolder deposit = new DepositFolder(archive(), folder, web, events);
    if (files.size() == 1 && files.getFirst().name().endsWith(".zip")) {
      deposit.addWhole(files.getFirst());
      return new Files(deposit.root(), id);
    }
    for (DepositFolder.Remote file : files) {
      deposit.add(file);
    }
    return new Files(folder, id);
  }
}
