package org.repo2oci.conda.link;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.Noarch;
import org.repo2oci.conda.PackageRecord;
import org.repo2oci.pypi.resolve.InstalledDistribution;
import org.repo2oci.store.Scratch;
import org.repo2oci.store.Store;

/** What archives say of themselves, where it is wanted before they are linked. */
public final class ArchiveFacts {
  private static final Pattern METADATA =
      Pattern.compile(
          "(?:.*/)?site-packages/[^/]+\\.(?:dist-info/METADATA|egg-info/PKG-INFO|egg-info)");
  private static final long MAX_METADATA = 4L << 20;

  private final Store store;

  public ArchiveFacts(Store store) {
    this.store = store;
  }

  /**
   * A package of a lock file, with the record that its archive has in {@code info/index.json}: such
   * files know neither dependencies nor, reliably, whether a package is for every platform.
   */
  public LockedConda completed(LockedConda locked, Path archive) throws IOException {
    return reading(
        locked,
        spool -> {
          CondaArchive opened = CondaArchive.open(archive, locked.record().fileName());
          InfoFiles info = new InfoFiles(ArchiveReader.readInfo(opened, spool).info());
          info.requireIdentity(locked);
          JsonNode index = info.index();
          return new LockedConda(
              record(locked.record(), index), locked.channel(), locked.url(), locked.requested());
        });
  }

  private static PackageRecord record(PackageRecord record, JsonNode index) {
    return new PackageRecord(
        record.name(),
        record.version(),
        record.build(),
        index.path("build_number").asLong(record.buildNumber()),
        index.path("subdir").asText(record.subdir()),
        record.fileName(),
        noarch(index.path("noarch").asText("")),
        texts(index.path("depends")),
        texts(index.path("constrains")),
        record.trackFeatures(),
        index.path("timestamp").asLong(record.timestamp()),
        record.size(),
        record.sha256(),
        record.md5(),
        Optional.ofNullable(index.path("license").textValue()).or(record::license),
        Optional.ofNullable(index.path("python_site_packages_path").textValue())
            .or(record::sitePackages));
  }

  /** {@code noarch: true} is what {@code generic} was called once. */
  private static Noarch noarch(String text) {
    return switch (text) {
      case "" -> Noarch.NONE;
      case "python" -> Noarch.PYTHON;
      default -> Noarch.GENERIC;
    };
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** The Python projects that a package has: what pip takes for installed. */
  public List<InstalledDistribution> distributions(LockedConda locked, Path archive)
      throws IOException {
    return reading(
        locked,
        spool -> {
          CondaArchive opened = CondaArchive.open(archive, locked.record().fileName());
          Map<String, ArchiveMember> files =
              new TreeMap<>(ArchiveReader.read(opened, spool).files());
          List<InstalledDistribution> found = new ArrayList<>();
          for (Map.Entry<String, ArchiveMember> file : files.entrySet()) {
            if (METADATA.matcher(file.getKey()).matches()
                && file.getValue() instanceof ArchiveMember.File metadata
                && metadata.content().size() <= MAX_METADATA) {
              try (InputStream text = metadata.content().open()) {
                InstalledDistribution.parse(new String(text.readAllBytes(), StandardCharsets.UTF_8))
                    .ifPresent(found::add);
              }
            }
          }
          return found;
        });
  }

  /** Reads an archive whose contents are not wanted longer. */
  private interface Reading<T> {
    T of(Spool spool) throws IOException;
  }

  private <T> T reading(LockedConda locked, Reading<T> reading) throws IOException {
    try (Scratch scratch = store.newScratch();
        Spool spool = new Spool(scratch.directory().resolve("contents"))) {
      return refusing(locked, reading, spool);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static <T> T refusing(LockedConda locked, Reading<T> reading, Spool spool) {
    try {
      return reading.of(spool);
    } catch (IOException e) {
      throw BadPackage.refused(locked, String.valueOf(e.getMessage())).withCause(e);
    }
  }
}
