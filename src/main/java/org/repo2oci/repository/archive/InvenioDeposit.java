package org.repo2oci.repository.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.repo2oci.event.EventSink;

/** A record of Zenodo, or of another archive that runs Invenio; its content never changes. */
record InvenioDeposit(ArchiveHosts.Invenio host, String id, Web web, EventSink events)
    implements Deposit {
  @Override
  public String archive() {
    return "Zenodo";
  }

  /** From a page such as {@code zenodo.org/records/3242074} or {@code zenodo.org/doi/10.…}. */
  static Optional<Deposit> of(ArchiveHosts hosts, String address, Web web, EventSink events) {
    for (ArchiveHosts.Invenio host : hosts.zenodo()) {
      Optional<String> behind = ArchiveHosts.behind(host.pages(), address);
      if (behind.isPresent()) {
        String id = Addresses.last(behind.get().replaceFirst("[?#].*", "")).replace("zenodo.", "");
        return Optional.of(new InvenioDeposit(host, id, web, events));
      }
    }
    return Optional.empty();
  }

  @Override
  public Files fetch(Path folder) throws IOException, InterruptedException {
    JsonNode record = web.json(URI.create(host.api() + Addresses.encoded(id)));
    JsonNode listed =
        host.files().isEmpty() ? record : web.json(Fields.uri(archive(), record, host.files()));
    List<DepositFolder.Remote> files = new ArrayList<>();
    for (JsonNode file : Fields.list(archive(), listed, host.list())) {
      files.add(
          new DepositFolder.Remote(
              Fields.text(archive(), file, host.name()),
              Fields.uri(archive(), file, host.download()),
              Fields.textIfThere(file, "checksum")));
    }
    DepositFolder deposit = new DepositFolder(archive(), folder, web, events);
    if (files.size() == 1) {
      deposit.addWhole(files.getFirst());
      return new Files(deposit.root(), id);
    }
    for (DepositFolder.Remote file : files) {
      deposit.add(file);
    }
    return new Files(folder, id);
  }
}
