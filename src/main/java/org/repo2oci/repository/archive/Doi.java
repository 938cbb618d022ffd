package org.repo2oci.repository.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.failure.BuildFailure;

/**
 * A digital object identifier.
 *
 * @param name such as {@code 10.5281/zenodo.3242074}
 */
record Doi(String name) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?i)(?:doi:\\s*|(?:https?://)?(?:dx\\.)?doi\\.org/)?(10\\.\\d+(?:\\.\\d+)*/\\S+)");

  static Optional<Doi> parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    return form.matches() ? Optional.of(new Doi(form.group(1))) : Optional.empty();
  }

  /**
   * The page that the identifier stands for.
   *
   * @param handles the resolver's API
   */
  String address(URI handles, Web web) throws IOException, InterruptedException {
    URI uri = URI.create(handles + Addresses.encoded(name));
    JsonNode answer = web.jsonIfThere(uri).orElseThrow(this::unknown);
    for (JsonNode value : answer.path("values")) {
      if (value.path("type").asText().equals("URL")) {
        return Fields.text("the DOI resolver", value, "data.value");
      }
    }
    throw unknown();
  }

  private BuildFailure unknown() {
    return BuildFailure.input("Cannot find `%s`: there is no such DOI".formatted(name))
        .withHint("Check its spelling");
  }
}
