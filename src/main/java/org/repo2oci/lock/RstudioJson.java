package org.repo2oci.lock;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The RStudio of a lock as JSON, and back. */
final class RstudioJson {
  private RstudioJson() {}

  static ObjectNode write(Rstudio rstudio) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    return switch (rstudio) {
      case Rstudio.Present(var version, var url, var size, var sha256) ->
          json.put("version", version)
              .put("url", url)
              .put("size", size)
              .put("sha256", sha256.toString());
      case Rstudio.Missing(var reason) -> json.put("missing", reason);
    };
  }

  static Rstudio read(Fields json) {
    return json.has("missing")
        ? new Rstudio.Missing(json.text("missing"))
        : new Rstudio.Present(
            json.text("version"), json.text("url"), json.number("size"), json.digest("sha256"));
  }
}
