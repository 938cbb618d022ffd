package org.repo2oci.lock;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.Noarch;
import org.repo2oci.conda.PackageRecord;
import org.repo2oci.image.Digest;
import org.repo2oci.pypi.resolve.InstalledDistribution;

/** A conda environment as JSON, and back; what is empty is left out. */
final class CondaJson {
  private CondaJson() {}

  static ObjectNode write(CondaEnvironment environment) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("prefix", environment.prefix());
    list(json, "channels", environment.channels());
    ObjectNode variables = json.putObject("variables");
    environment.variables().forEach(variables::put);
    ArrayNode packages = json.putArray("packages");
    environment.packages().forEach(locked -> write(packages.addObject(), locked));
    environment
        .distributions()
        .ifPresent(known -> {
          ObjectNode distributions = json.putObject("distributions");
          known.forEach((name, all) -> write(distributions.putArray(name), all));
        });
    return json;
  }

  private static void write(ArrayNode json, List<InstalledDistribution> distributions) {
    for (InstalledDistribution one : distributions) {
      ObjectNode project = json.addObject();
      project.put("name", one.name());
      project.put("version", one.version());
      list(project, "needs", one.needs());
    }
  }

  private static void write(ObjectNode json, LockedConda locked) {
    PackageRecord record = locked.record();
    json.put("name", record.name());
    json.put("version", record.version());
    json.put("build", record.build());
    json.put("buildNumber", record.buildNumber());
    json.put("subdir", record.subdir());
    json.put("filename", record.fileName());
    if (record.noarch() != Noarch.NONE) {
      json.put("noarch", record.noarch().name().toLowerCase(Locale.ROOT));
    }
    list(json, "depends", record.depends());
    list(json, "constrains", record.constrains());
    list(json, "trackFeatures", record.trackFeatures());
    json.put("timestamp", record.timestamp());
    record.license().ifPresent(license -> json.put("license", license));
    record.sitePackages().ifPresent(folder -> json.put("sitePackages", folder));
    if (!locked.requested().isEmpty()) {
      json.put("requested", locked.requested());
    }
    json.put("channel", locked.channel());
    json.put("url", locked.url());
    json.put("size", record.size());
    record.sha256().ifPresent(digest -> json.put("sha256", digest.toString()));
    record.md5().ifPresent(md5 -> json.put("md5", md5));
  }

  private static void list(ObjectNode json, String name, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode array = json.putArray(name);
      values.forEach(array::add);
    }
  }

  static CondaEnvironment read(Fields json) {
    Fields variables = json.object("variables");
    return new CondaEnvironment(
        json.text("prefix"),
        json.optionalTexts("channels"),
        json.list("packages", CondaJson::locked),
        json.map("variables", variables::text),
        json.has("distributions")
            ? Optional.of(distributions(json, json.object("distributions")))
            : Optional.empty());
  }

  private static SortedMap<String, List<InstalledDistribution>> distributions(
      Fields json, Fields distributions) {
    return json.map(
        "distributions",
        name ->
            distributions.list(
                name,
                one ->
                    new InstalledDistribution(
                        one.text("name"), one.text("version"), one.optionalTexts("needs"))));
  }

  private static LockedConda locked(Fields json) {
    PackageRecord record =
        new PackageRecord(
            json.text("name"),
            json.text("version"),
            json.text("build"),
            json.number("buildNumber"),
            json.text("subdir"),
            json.text("filename"),
            json.has("noarch")
                ? json.parsed("noarch", name -> Noarch.valueOf(name.toUpperCase(Locale.ROOT)))
                : Noarch.NONE,
            json.optionalTexts("depends"),
            json.optionalTexts("constrains"),
            json.optionalTexts("trackFeatures"),
            json.number("timestamp"),
            json.number("size"),
            json.has("sha256") ? Optional.of(json.digest("sha256")) : Optional.<Digest>empty(),
            json.optionalText("md5"),
            json.optionalText("license"),
            json.optionalText("sitePackages"));
    return new LockedConda(
        record, json.text("channel"), json.text("url"), json.optionalText("requested").orElse(""));
  }
}
