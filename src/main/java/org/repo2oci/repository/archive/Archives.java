package org.repo2oci.repository.archive;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.fetch.HttpConnections;

/** The archives that repo2docker knows too, asked in its order. */
public final class Archives implements ArchiveFinder {
  private static final String TOKEN = "SWH_TOKEN";
  private static final Pattern HERITAGE = Pattern.compile("swh:\\d+:[a-z]{3}:.*");

  private final Map<String, String> environment;
  private final Web web;
  private final Waiting bag;
  private final Waiting vault;
  private final EventSink events;
  private @Nullable ArchiveHosts hosts;

  /**
   * @param environment the user's variables: other archives, a token
   * @param connections for what is no download
   */
  public Archives(
      Map<String, String> environment,
      Fetcher fetcher,
      HttpConnections connections,
      EventSink events) {
    this(environment, fetcher, connections, Waiting.BAG, Waiting.VAULT, events);
  }

  Archives(
      Map<String, String> environment,
      Fetcher fetcher,
      HttpConnections connections,
      Waiting bag,
      Waiting vault,
      EventSink events) {
    this.environment = Map.copyOf(environment);
    this.web = new Web(fetcher, connections);
    this.bag = bag;
    this.vault = vault;
    this.events = events;
  }

  /** Whether a text is an identifier of something in an archive, and no address of it. */
  public static boolean isIdentifier(String text) {
    return Doi.parse(text).isPresent() || HERITAGE.matcher(text).matches();
  }

  @Override
  public Optional<Deposit> find(String text) throws IOException, InterruptedException {
    ArchiveHosts known = hosts();
    Optional<Doi> doi = Doi.parse(text);
    String address = doi.isPresent() ? doi.get().address(known.doi(), web) : text;
    Optional<Deposit> found =
        InvenioDeposit.of(known, address, web, events)
            .or(() -> FigshareDeposit.of(known, address, web, events));
    if (found.isEmpty()) {
      found = DataverseDeposit.of(known, address, doi.isPresent(), web, events);
    }
    String token = environment.getOrDefault(TOKEN, "");
    found =
        found
            .or(() -> HydroshareDeposit.of(known, address, bag, web, events))
            .or(() -> SoftwareHeritageDeposit.of(known, address, token, vault, web, events));
    if (found.isEmpty()) {
      found = CkanDeposit.of(address, web, events);
    }
    if (found.isEmpty() && doi.isPresent()) {
      throw BuildFailure.input(
              "Cannot build `%s`: it leads to `%s`, which is no archive that is known"
                  .formatted(text, address))
          .withHint("Give the address of a git repository, or download it and build the folder");
    }
    return found;
  }

  private ArchiveHosts hosts() {
    ArchiveHosts known = hosts;
    if (known == null) {
      known = ArchiveHosts.of(environment);
      hosts = known;
    }
    return known;
  }
}
