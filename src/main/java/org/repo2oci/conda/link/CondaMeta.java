package org.repo2oci.conda.link;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.Noarch;
import org.repo2oci.conda.PackageRecord;
import org.repo2oci.filetree.Content;
import org.repo2oci.image.Digest;

/**
 * The record of an installed package in {@code conda-meta}, as conda writes it: what the channel's
 * index says, not the archive (CEP 32), and every path. What a user asked for is in {@code
 * history}, and here the same for everybody, so that a package is the same layer for everybody.
 */
final class CondaMeta {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  /** A longer record goes to disk. */
  private static final int ON_HEAP = 2_000;

  private CondaMeta() {}

  /** Name, version and build: the archive's name without what tells its form. */
  static String stem(PackageRecord record) {
    return "%s-%s-%s".formatted(record.name(), record.version(), record.build());
  }

  /** Covers what the index says of a package. */
  static String key(LockedConda locked, CondaPrefix prefix) {
    Placement none = new Placement(locked.record().noarch(), false, prefix);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      write(text, locked, none, List.of(), List.of(), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Digest.of(text.toByteArray()).toString();
  }

  /**
   * @param compiled paths of bytecode
   * @param scratch where a long record goes
   */
  static Content write(
      LockedConda locked,
      CondaPrefix prefix,
      Placement placement,
      Collection<LinkedPath> paths,
      Collection<String> compiled,
      Collection<String> commands,
      Path scratch)
      throws IOException {
    if (paths.size() + compiled.size() > ON_HEAP) {
      Path file = Files.createTempFile(scratch, stem(locked.record()), ".json");
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
        write(out, locked, placement, paths, compiled, commands);
      }
      return Content.ofFile(file);
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    write(text, locked, placement, paths, compiled, commands);
    return Content.of(text.toByteArray());
  }

  private static void write(
      OutputStream out,
      LockedConda locked,
      Placement placement,
      Collection<LinkedPath> paths,
      Collection<String> compiled,
      Collection<String> commands)
      throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.setPrettyPrinter(likePython());
      PackageRecord record = locked.record();
      String cache = "/" + stem(record);
      json.writeStartObject();
      json.writeStringField("build", record.build());
      json.writeNumberField("build_number", record.buildNumber());
      json.writeStringField("channel", folder(locked.url()));
      list(json, "constrains", record.constrains());
      list(json, "depends", record.depends());
      json.writeStringField("extracted_package_dir", packages(placement) + cache);
      json.writeStringField("features", "");
      json.writeArrayFieldStart("files");
      for (LinkedPath path : paths) {
        json.writeString(path.target());
      }
      strings(json, compiled);
      strings(json, commands);
      json.writeEndArray();
      json.writeStringField("fn", record.fileName());
      if (record.license().isPresent()) {
        json.writeStringField("license", record.license().get());
      }
      json.writeObjectFieldStart("link");
      json.writeStringField("source", packages(placement) + cache);
      json.writeNumberField("type", 1);
      json.writeEndObject();
      if (record.md5().isPresent()) {
        json.writeStringField("md5", record.md5().get());
      }
      json.writeStringField("name", record.name());
      writeNoarch(json, placement.noarch());
      json.writeStringField(
          "package_tarball_full_path", packages(placement) + "/" + record.fileName());
      writePackageType(json, placement.noarch());
      writePaths(json, paths, compiled, commands);
      if (record.sitePackages().isPresent()) {
        json.writeStringField("python_site_packages_path", record.sitePackages().get());
      }
      json.writeStringField("requested_spec", "None");
      if (record.sha256().isPresent()) {
        json.writeStringField("sha256", record.sha256().get().hex());
      }
      json.writeNumberField("size", record.size());
      json.writeStringField("subdir", record.subdir());
      if (record.timestamp() != 0) {
        json.writeNumberField("timestamp", record.timestamp());
      }
      json.writeStringField("track_features", String.join(" ", record.trackFeatures()));
      json.writeStringField("url", locked.url());
      json.writeStringField("version", record.version());
      json.writeEndObject();
    }
  }

  private static void writePaths(
      JsonGenerator json,
      Collection<LinkedPath> paths,
      Collection<String> compiled,
      Collection<String> commands)
      throws IOException {
    json.writeObjectFieldStart("paths_data");
    json.writeArrayFieldStart("paths");
    for (LinkedPath path : paths) {
      writePath(json, path);
    }
    for (String path : compiled) {
      writeMade(json, path, "pyc_file");
    }
    for (String path : commands) {
      writeMade(json, path, "unix_python_entry_point");
    }
    json.writeEndArray();
    json.writeNumberField("paths_version", 1);
    json.writeEndObject();
  }

  /** As listed: of a module it is the place in the archive that conda writes here. */
  private static void writePath(JsonGenerator json, LinkedPath path) throws IOException {
    ListedPath listed = path.listed();
    json.writeStartObject();
    json.writeStringField("_path", listed.path());
    if (listed.placeholder().isPresent()) {
      json.writeStringField("file_mode", listed.placeholder().get().mode());
    }
    if (listed.noLink()) {
      json.writeBooleanField("no_link", true);
    }
    json.writeStringField("path_type", listed.type());
    if (listed.placeholder().isPresent()) {
      json.writeStringField("prefix_placeholder", listed.placeholder().get().prefix());
    }
    if (listed.sha256().isPresent()) {
      json.writeStringField("sha256", listed.sha256().get());
    }
    if (path.installed().isPresent()) {
      json.writeStringField("sha256_in_prefix", path.installed().get());
    }
    if (listed.size() >= 0) {
      json.writeNumberField("size_in_bytes", listed.size());
    }
    json.writeEndObject();
  }

  private static void writeMade(JsonGenerator json, String path, String type) throws IOException {
    json.writeStartObject();
    json.writeStringField("_path", path);
    json.writeStringField("path_type", type);
    json.writeEndObject();
  }

  private static void writeNoarch(JsonGenerator json, Noarch noarch) throws IOException {
    switch (noarch) {
      case PYTHON -> json.writeStringField("noarch", "python");
      case GENERIC -> json.writeStringField("noarch", "generic");
      case NONE -> {}
    }
  }

  private static void writePackageType(JsonGenerator json, Noarch noarch) throws IOException {
    switch (noarch) {
      case PYTHON -> json.writeStringField("package_type", "noarch_python");
      case GENERIC -> json.writeStringField("package_type", "noarch_generic");
      case NONE -> {}
    }
  }

  private static void list(JsonGenerator json, String field, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(field);
    strings(json, values);
    json.writeEndArray();
  }

  private static void strings(JsonGenerator json, Collection<String> values) throws IOException {
    for (String value : values) {
      json.writeString(value);
    }
  }

  /** The channel with its subdirectory. */
  private static String folder(String url) {
    int slash = url.lastIndexOf('/');
    return slash < 0 ? "" : url.substring(0, slash);
  }

  /** Where a conda of this root would keep packages; an image has none there. */
  private static String packages(Placement placement) {
    String path = placement.prefix().path();
    int environments = path.lastIndexOf("/envs/");
    return (environments < 0 ? path : path.substring(0, environments)) + "/pkgs";
  }

  private static DefaultPrettyPrinter likePython() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    Separators separators =
        Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Spacing.AFTER)
            .withArrayEmptySeparator("")
            .withObjectEmptySeparator("");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
    printer.indentArraysWith(indenter);
    printer.indentObjectsWith(indenter);
    return printer;
  }
}
