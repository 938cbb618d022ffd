package org.repo2oci.lock;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.repo2oci.debian.DebianIndex;
import org.repo2oci.debian.ImageDeb;
import org.repo2oci.debian.LockedDeb;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.pypi.index.LockedUrl;
import org.repo2oci.pypi.resolve.LockedPackage;
import org.repo2oci.pypi.resolve.LockedPackage.Source;

/** A lock as JSON; the order of fields is fixed. */
final class LockWriter {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private LockWriter() {}

  static ObjectNode json(Lock lock) {
    ObjectNode json = NODES.objectNode();
    json.put("lockVersion", Lock.FORMAT);
    json.put("platform", lock.platform().toString());
    json.put("created", lock.created().toString());
    json.put("inputs", lock.inputs().toString());
    if (!lock.parts().isEmpty()) {
      ObjectNode parts = json.putObject("parts");
      lock.parts()
          .forEach((name, part) ->
              parts
                  .putObject(name)
                  .put("inputs", part.inputs().toString())
                  .put("since", part.since().toString()));
    }
    json.set("tools", texts(lock.tools()));
    json.set("base", base(lock.base()));
    if (!lock.conda().isEmpty()) {
      ArrayNode conda = json.putArray("conda");
      lock.conda().forEach(environment -> conda.add(CondaJson.write(environment)));
    }
    json.set("python", python(lock.python()));
    lock.r().ifPresent(r -> json.set("r", RJson.write(r)));
    lock.rstudio().ifPresent(rstudio -> json.set("rstudio", RstudioJson.write(rstudio)));
    return json;
  }

  private static ObjectNode base(Base base) {
    return switch (base) {
      case Base.Debian(LockedDebian packages) -> debian(packages).put("kind", "debian");
      case Base.Image image -> {
        ObjectNode json =
            debian(image.toolboxes())
                .put("kind", "image")
                .put("reference", image.reference().toString())
                .put("manifest", image.manifest().toString())
                .put("glibc", image.glibc())
                .put("locale", image.locale())
                .put("compilers", image.compilers());
        if (!image.apt().requested().isEmpty()) {
          apt(json.putObject("apt"), image.apt());
        }
        yield json;
      }
    };
  }

  private static void apt(ObjectNode json, Base.Image.Apt apt) {
    json.set("requested", names(apt.requested()));
    ArrayNode packages = json.putArray("packages");
    for (ImageDeb deb : apt.packages()) {
      packages
          .addObject()
          .put("name", deb.name())
          .put("url", deb.url())
          .put("size", deb.size())
          .put("sha256", deb.sha256().toString());
    }
  }

  static ObjectNode debian(LockedDebian locked) {
    ObjectNode json = NODES.objectNode();
    ArrayNode indexes = json.putArray("indexes");
    for (DebianIndex index : locked.indexes()) {
      indexes
          .addObject()
          .put("name", index.name())
          .put("archive", index.archive().name().toLowerCase(Locale.ROOT))
          .put("packages", index.packages().toString())
          .put("date", index.date().toString());
    }
    json.set("requested", names(locked.requested()));
    json.set("image", names(locked.base()));
    json.set("configureOnly", names(locked.configureOnly()));
    ObjectNode toolboxes = json.putObject("toolboxes");
    locked.toolboxes().forEach((name, members) -> toolboxes.set(name, names(members)));
    if (!locked.features().isEmpty()) {
      ObjectNode features = json.putObject("features");
      locked.features().forEach((name, feature) -> added(features.putObject(name), feature));
    }
    if (!locked.added().isEmpty()) {
      added(json.putObject("added"), locked.added());
    }
    ArrayNode packages = json.putArray("packages");
    for (LockedDeb deb : locked.packages()) {
      packages
          .addObject()
          .put("name", deb.name())
          .put("version", deb.version())
          .put("architecture", deb.architecture())
          .put("index", deb.index())
          .put("path", deb.path())
          .put("size", deb.size())
          .put("sha256", deb.sha256().toString());
    }
    return json;
  }

  private static void added(ObjectNode json, LockedDebian.Added added) {
    json.set("requested", names(added.requested()));
    json.set("packages", names(added.packages()));
  }

  private static ObjectNode python(PythonEnvironment python) {
    ObjectNode json = NODES.objectNode();
    json.put("interpreter", python.interpreter());
    json.put("version", python.version());
    json.put("prefix", python.prefix());
    json.set("indexes", texts(python.indexes()));
    ArrayNode packages = json.putArray("packages");
    for (LockedPackage locked : python.packages()) {
      ObjectNode one = packages.addObject().put("name", locked.name());
      locked.version().ifPresent(version -> one.put("version", version));
      one.put("requested", locked.requested());
      source(one, locked.source());
    }
    return json;
  }

  private static void source(ObjectNode json, Source source) {
    switch (source) {
      case Source.Wheel wheel ->
          url(json.putObject("wheel").put("filename", wheel.filename()), wheel.url())
              .put("size", wheel.size())
              .put("sha256", wheel.sha256().toString())
              .put("direct", wheel.direct());
      case Source.Sdist sdist ->
          url(json.putObject("sdist").put("filename", sdist.filename()), sdist.url())
              .put("size", sdist.size())
              .put("sha256", sdist.sha256().toString())
              .put("subdirectory", sdist.subdirectory())
              .put("direct", sdist.direct());
      case Source.Git git -> {
        ObjectNode one = json.putObject("git").put("url", git.url()).put("commit", git.commit());
        git.requestedRevision().ifPresent(revision -> one.put("requestedRevision", revision));
        one.put("subdirectory", git.subdirectory());
      }
      case Source.Directory directory ->
          json.putObject("directory")
              .put("path", directory.path())
              .put("editable", directory.editable());
      case Source.File file ->
          json.putObject("file")
              .put("path", file.path())
              .put("size", file.size())
              .put("sha256", file.sha256().toString());
    }
  }

  private static ObjectNode url(ObjectNode json, LockedUrl url) {
    url.index().ifPresent(index -> json.put("index", index));
    return json.put("url", url.path());
  }

  private static ObjectNode texts(Map<String, String> values) {
    ObjectNode json = NODES.objectNode();
    values.forEach(json::put);
    return json;
  }

  private static ArrayNode names(Collection<String> values) {
    ArrayNode json = NODES.arrayNode();
    values.forEach(json::add);
    return json;
  }
}
