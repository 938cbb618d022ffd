package org.repo2oci.lock;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.repo2oci.cran.LockedR;

/** The R of a lock as JSON, and back. */
final class RJson {
  private RJson() {}

  static ObjectNode write(REnvironment r) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("origin", r.origin().name().toLowerCase(Locale.ROOT));
    json.put("version", r.version());
    json.put("home", r.home());
    json.put("library", r.library());
    r.build()
        .ifPresent(build ->
            json.putObject("build")
                .put("url", build.url())
                .put("size", build.size())
                .put("sha256", build.sha256().toString()));
    ObjectNode repositories = json.putObject("repositories");
    r.repositories().forEach(repositories::put);
    ArrayNode packages = json.putArray("packages");
    for (LockedR locked : r.packages()) {
      ObjectNode one =
          packages
              .addObject()
              .put("name", locked.name())
              .put("version", locked.version())
              .put("url", locked.url())
              .put("size", locked.size())
              .put("sha256", locked.sha256().toString())
              .put("built", locked.built())
              .put("requested", locked.requested());
      ArrayNode needs = one.putArray("needs");
      locked.needs().forEach(needs::add);
      if (!locked.identity().isEmpty()) {
        one.put("identity", locked.identity());
      }
    }
    return json;
  }

  static REnvironment read(Fields json) {
    Fields repositories = json.object("repositories");
    return new REnvironment(
        json.parsed("origin", name -> REnvironment.Origin.valueOf(name.toUpperCase(Locale.ROOT))),
        json.text("version"),
        json.text("home"),
        json.text("library"),
        json.map("repositories", repositories::text),
        json.list(
            "packages",
            one ->
                new LockedR(
                    one.text("name"),
                    one.text("version"),
                    one.text("url"),
                    one.number("size"),
                    one.digest("sha256"),
                    one.flag("built"),
                    one.flag("requested"),
                    List.copyOf(one.names("needs")),
                    one.optionalText("identity").orElse(""))),
        json.has("build") ? Optional.of(build(json.object("build"))) : Optional.empty());
  }

  private static RBuild build(Fields json) {
    return new RBuild(json.text("url"), json.number("size"), json.digest("sha256"));
  }
}
