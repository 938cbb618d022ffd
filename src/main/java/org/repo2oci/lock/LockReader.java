package org.repo2oci.lock;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.repo2oci.debian.DebianIndex;
import org.repo2oci.debian.ImageDeb;
import org.repo2oci.debian.LockedDeb;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Platform;
import org.repo2oci.pypi.index.LockedUrl;
import org.repo2oci.pypi.resolve.LockedPackage;
import org.repo2oci.pypi.resolve.LockedPackage.Source;

/** JSON as a lock; a field that is missing or of another kind is named with its place. */
final class LockReader {
  private LockReader() {}

  static Lock lock(Fields json) {
    long format = json.number("lockVersion");
    if (format != Lock.FORMAT) {
      throw new LockFormatException(
          "its `lockVersion` is %d; this version reads %d".formatted(format, Lock.FORMAT));
    }
    Fields tools = json.object("tools");
    return new Lock(
        json.parsed("platform", Platform::parse),
        json.parsed("created", Instant::parse),
        json.digest("inputs"),
        json.has("parts") ? parts(json.object("parts"), json) : new TreeMap<>(),
        json.map("tools", tools::text),
        base(json.object("base")),
        json.has("conda") ? json.list("conda", CondaJson::read) : List.of(),
        python(json.object("python")),
        json.has("r") ? Optional.of(RJson.read(json.object("r"))) : Optional.empty(),
        json.has("rstudio")
            ? Optional.of(RstudioJson.read(json.object("rstudio")))
            : Optional.empty());
  }

  private static SortedMap<String, LockedPart> parts(Fields parts, Fields json) {
    return json.map(
        "parts",
        name -> {
          Fields part = parts.object(name);
          return new LockedPart(part.digest("inputs"), part.parsed("since", Instant::parse));
        });
  }

  private static Base base(Fields json) {
    String kind = json.text("kind");
    return switch (kind) {
      case "debian" -> new Base.Debian(debian(json));
      case "image" ->
          new Base.Image(
              json.parsed("reference", ImageReference::parse),
              json.digest("manifest"),
              json.text("glibc"),
              json.text("locale"),
              json.flag("compilers"),
              debian(json),
              json.has("apt") ? apt(json.object("apt")) : Base.Image.Apt.none());
      default -> throw new LockFormatException("a base of kind `%s` is unknown".formatted(kind));
    };
  }

  private static Base.Image.Apt apt(Fields json) {
    return new Base.Image.Apt(
        List.copyOf(json.names("requested")),
        json.list(
            "packages",
            deb ->
                new ImageDeb(
                    deb.text("name"), deb.text("url"), deb.number("size"), deb.digest("sha256"))));
  }

  static LockedDebian debian(Fields json) {
    Fields toolboxes = json.object("toolboxes");
    return new LockedDebian(
        json.list("indexes", LockReader::index),
        json.list("packages", LockReader::deb),
        json.names("requested"),
        json.names("image"),
        json.names("configureOnly"),
        json.map("toolboxes", toolboxes::names),
        features(json),
        json.has("added") ? added(json.object("added")) : LockedDebian.Added.none());
  }

  private static SortedMap<String, LockedDebian.Added> features(Fields json) {
    if (!json.has("features")) {
      return new TreeMap<>();
    }
    Fields features = json.object("features");
    return json.map("features", name -> added(features.object(name)));
  }

  private static LockedDebian.Added added(Fields json) {
    return new LockedDebian.Added(json.names("requested"), json.names("packages"));
  }

  private static DebianIndex index(Fields json) {
    return new DebianIndex(
        json.text("name"),
        json.parsed("archive", name -> DebianIndex.Archive.valueOf(name.toUpperCase(Locale.ROOT))),
        json.digest("packages"),
        json.parsed("date", Instant::parse));
  }

  private static LockedDeb deb(Fields json) {
    return new LockedDeb(
        json.text("name"),
        json.text("version"),
        json.text("architecture"),
        json.text("index"),
        json.text("path"),
        json.number("size"),
        json.digest("sha256"));
  }

  private static PythonEnvironment python(Fields json) {
    Fields indexes = json.object("indexes");
    return new PythonEnvironment(
        json.text("interpreter"),
        json.text("version"),
        json.text("prefix"),
        json.map("indexes", indexes::text),
        json.list("packages", LockReader::locked));
  }

  private static LockedPackage locked(Fields json) {
    return new LockedPackage(
        json.text("name"), json.optionalText("version"), json.flag("requested"), source(json));
  }

  private static Source source(Fields json) {
    List<String> kinds =
        List.of("wheel", "sdist", "git", "directory", "file").stream().filter(json::has).toList();
    if (kinds.size() != 1) {
      throw new LockFormatException(
          "`%s` has %d sources, not one".formatted(json.text("name"), kinds.size()));
    }
    Fields one = json.object(kinds.getFirst());
    return switch (kinds.getFirst()) {
      case "wheel" ->
          new Source.Wheel(
              one.text("filename"),
              url(one),
              one.number("size"),
              one.digest("sha256"),
              one.flag("direct"));
      case "sdist" ->
          new Source.Sdist(
              one.text("filename"),
              url(one),
              one.number("size"),
              one.digest("sha256"),
              one.text("subdirectory"),
              one.flag("direct"));
      case "git" ->
          new Source.Git(
              one.text("url"),
              one.text("commit"),
              one.optionalText("requestedRevision"),
              one.text("subdirectory"));
      case "directory" -> new Source.Directory(one.text("path"), one.flag("editable"));
      default -> new Source.File(one.text("path"), one.number("size"), one.digest("sha256"));
    };
  }

  private static LockedUrl url(Fields json) {
    return new LockedUrl(json.optionalText("index"), json.text("url"));
  }
}
