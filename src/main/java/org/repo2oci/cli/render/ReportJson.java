package org.repo2oci.cli.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.repo2oci.cli.application.CacheReport;
import org.repo2oci.cli.application.DiffReport;
import org.repo2oci.cli.application.InspectReport;
import org.repo2oci.cli.application.PlanReport;
import org.repo2oci.inspect.ImageDifference.PackageChange;
import org.repo2oci.inspect.ImageDifference.Pull;
import org.repo2oci.inspect.InspectedImage.InstalledPackage;

/** Reports as JSON for other programs; sizes in bytes, what is not known is null. */
public final class ReportJson {
  private ReportJson() {}

  @FunctionalInterface
  private interface Writer<T> {
    void write(JsonGenerator json, T value) throws IOException;
  }

  /** {@code {"files": […], "layers": […]}}. */
  public static String plan(PlanReport plan) {
    return document(json -> {
      array(json, "files", plan.files(), ReportJson::file);
      array(json, "layers", plan.layers(), ReportJson::plannedLayer);
    });
  }

  private static void file(JsonGenerator json, PlanReport.FileUse file) throws IOException {
    json.writeStringField("path", file.path());
    json.writeBooleanField("used", file.used());
    json.writeStringField("reason", file.reason());
  }

  private static void plannedLayer(JsonGenerator json, PlanReport.PlannedLayer layer)
      throws IOException {
    json.writeStringField("key", layer.key());
    json.writeStringField("stratum", layer.stratum());
    json.writeStringField("name", layer.name());
    json.writeNumberField("packages", layer.packages());
    if (layer.size().isPresent()) {
      json.writeNumberField("size", layer.size().getAsLong());
    } else {
      json.writeNullField("size");
    }
    json.writeBooleanField("cached", layer.cached());
  }

  /**
   * {@code {"name": …, "digest": …, "platform": …, "labels": {}, "layers": […], "packages": […]}}.
   */
  public static String inspect(InspectReport image) {
    return document(json -> {
      json.writeStringField("name", image.name());
      json.writeStringField("digest", image.manifest().toString());
      json.writeStringField("platform", image.platform().toString());
      json.writeObjectFieldStart("labels");
      for (var label : image.labels().entrySet()) {
        json.writeStringField(label.getKey(), label.getValue());
      }
      json.writeEndObject();
      array(json, "layers", image.layers(), ReportJson::imageLayer);
      array(json, "packages", image.packages(), ReportJson::installedPackage);
    });
  }

  private static void imageLayer(JsonGenerator json, InspectReport.ImageLayer layer)
      throws IOException {
    json.writeStringField("digest", layer.digest().toString());
    json.writeNumberField("size", layer.size());
    if (layer.key().isPresent()) {
      json.writeStringField("key", layer.key().get());
    } else {
      json.writeNullField("key");
    }
    json.writeStringField("createdBy", layer.createdBy());
  }

  private static void installedPackage(JsonGenerator json, InstalledPackage one)
      throws IOException {
    json.writeStringField("ecosystem", one.ecosystem());
    json.writeStringField("name", one.name());
    json.writeStringField("version", one.version());
  }

  /**
   * {@code {"before": {}, "after": {}, "packages": […], "pull": {"fresh": {}, "node": {},
   * "nodeWithBlobs": {}}, "push": …}}.
   */
  public static String diff(DiffReport diff) {
    return document(json -> {
      side(json, "before", diff.before());
      side(json, "after", diff.after());
      array(json, "packages", diff.packages(), ReportJson::packageChange);
      json.writeObjectFieldStart("pull");
      pull(json, "fresh", diff.fresh());
      pull(json, "node", diff.node());
      pull(json, "nodeWithBlobs", diff.keeping());
      json.writeEndObject();
      if (diff.push().isPresent()) {
        json.writeNumberField("push", diff.push().getAsLong());
      } else {
        json.writeNullField("push");
      }
    });
  }

  private static void side(JsonGenerator json, String field, DiffReport.Side side)
      throws IOException {
    json.writeObjectFieldStart(field);
    json.writeStringField("name", side.name());
    json.writeStringField("digest", side.manifest().toString());
    json.writeNumberField("layers", side.layers());
    json.writeEndObject();
  }

  private static void packageChange(JsonGenerator json, PackageChange one) throws IOException {
    json.writeStringField("ecosystem", one.ecosystem());
    json.writeStringField("name", one.name());
    optional(json, "before", one.before());
    optional(json, "after", one.after());
  }

  private static void optional(JsonGenerator json, String field, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(field, value.get());
    } else {
      json.writeNullField(field);
    }
  }

  private static void pull(JsonGenerator json, String field, Pull pull) throws IOException {
    json.writeObjectFieldStart(field);
    json.writeNumberField("layers", pull.layers());
    json.writeNumberField("bytes", pull.bytes());
    json.writeEndObject();
  }

  /** {@code {"store": …, "kinds": […]}}. */
  public static String cache(CacheReport cache) {
    return document(json -> {
      json.writeStringField("store", cache.store().toString());
      array(
          json,
          "kinds",
          cache.kinds(),
          (kinds, kind) -> {
            kinds.writeStringField("name", kind.name());
            kinds.writeNumberField("count", kind.count());
            kinds.writeNumberField("size", kind.size());
          });
    });
  }

  @FunctionalInterface
  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private static String document(Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      Separators separators =
          Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER);
      DefaultIndenter indent = new DefaultIndenter("  ", "\n");
      json.setPrettyPrinter(
          new DefaultPrettyPrinter(separators)
              .withObjectIndenter(indent)
              .withArrayIndenter(indent));
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  private static <T> void array(JsonGenerator json, String name, List<T> values, Writer<T> writer)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (T value : values) {
      json.writeStartObject();
      writer.write(json, value);
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
