package org.repo2oci.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.repo2oci.lock.CondaEnvironment;
import org.repo2oci.lock.Lock;
import org.repo2oci.plan.Stratum;

/**
 * What conda and mamba of a session are told: the environment's own channels, and to leave alone
 * what is installed. Aliases and mirrors of the machine that built the image are not among it.
 */
final class CondaSettingsPart {
  private static final String PATH = Prefixes.TOP + "/.condarc";

  private CondaSettingsPart() {}

  /** Empty where nothing is conda's. */
  static Optional<Part> of(Lock lock, Prefixes prefixes) {
    return lock.conda().stream()
        .map(CondaEnvironment::channels)
        .filter(channels -> !channels.isEmpty())
        .findFirst()
        .map(channels -> part(text(channels), prefixes));
  }

  /** YAML; each text is quoted as JSON has it, which YAML understands. */
  private static String text(List<String> channels) {
    StringBuilder text = new StringBuilder("channels:\n");
    for (String channel : channels) {
      try {
        text.append("  - ").append(new JsonMapper().writeValueAsString(channel)).append('\n');
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
    return text.append("show_channel_urls: true\n")
        .append("auto_update_conda: false\n")
        .append("update_dependencies: false\n")
        .toString();
  }

  private static Part part(String text, Prefixes prefixes) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    return new FilePart(Stratum.SETTINGS, "conda settings", PATH, content, Prefixes.NO_TIME)
        .part(prefixes, content.length, List.of("condarc 1", text, prefixes.identity()));
  }
}
