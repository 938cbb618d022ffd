package org.repo2oci.cran.index;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.repo2oci.cran.LockedR;
import org.repo2oci.cran.RVersion;
import org.repo2oci.cran.spec.DescriptionFile;
import org.repo2oci.cran.spec.Fields;
import org.repo2oci.cran.spec.RDependency;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Fetcher;

/**
 * What some repositories have for one R: of each package the latest version, and where two have
 * that, the one of the first repository, as {@code available.packages()} chooses.
 */
public final class CranIndex {
  private static final String CONTRIB = "/src/contrib/";

  private final RVersion r;
  private final Map<String, OfferedR> offers = new HashMap<>();
  private final List<String> repositories = new ArrayList<>();

  private CranIndex(RVersion r) {
    this.r = r;
  }

  /**
   * Reads the indexes of repositories.
   *
   * @param repositories their URLs, without {@code /src/contrib}
   * @throws BuildFailure where one has no index
   */
  public static CranIndex of(List<String> repositories, RVersion r, Fetcher fetcher)
      throws IOException, InterruptedException {
    CranIndex index = new CranIndex(r);
    for (String url : repositories) {
      index.add(url.replaceFirst("/+$", ""), fetcher);
    }
    return index;
  }

  private void add(String url, Fetcher fetcher) throws IOException, InterruptedException {
    // Written as what is resolved against it will be.
    URI folder = URI.create(url + CONTRIB).resolve(".");
    byte[] packed;
    try {
      packed = fetcher.get(folder.resolve("PACKAGES.gz"), Map.of());
    } catch (BuildFailure e) {
      packed = plain(folder, fetcher, e);
    }
    repositories.add(url);
    read(packed, folder);
  }

  private static byte[] plain(URI folder, Fetcher fetcher, BuildFailure first)
      throws IOException, InterruptedException {
    if (first.kind() == BuildFailure.Kind.ENVIRONMENT && !isMissing(first)) {
      throw first;
    }
    try {
      return fetcher.get(folder.resolve("PACKAGES"), Map.of());
    } catch (BuildFailure e) {
      throw BuildFailure.input(
              "Cannot read the R repository `%s`: it has no index"
                  .formatted(withoutContrib(folder)))
          .withDetail(e.message())
          .withHint("A repository has `src/contrib/PACKAGES` below its URL");
    }
  }

  private static boolean isMissing(BuildFailure failure) {
    return (failure.message() + failure.details()).matches("(?s).*\\b(?:404|403|410|no file)\\b.*");
  }

  private static String withoutContrib(URI folder) {
    return folder.toString().replace(CONTRIB, "");
  }

  private void read(byte[] index, URI folder) throws IOException {
    boolean gzip = index.length > 2 && (index[0] & 0xff) == 0x1f && (index[1] & 0xff) == 0x8b;
    try (InputStream bytes = new ByteArrayInputStream(index);
        InputStream text = gzip ? new GZIPInputStream(bytes) : bytes) {
      Fields.read(
          new InputStreamReader(text, StandardCharsets.UTF_8),
          fields -> offer(fields, folder).ifPresent(this::add));
    }
  }

  private Optional<OfferedR> offer(Map<String, String> fields, URI folder) {
    String name = fields.getOrDefault("Package", "");
    String version = fields.getOrDefault("Version", "");
    if (!LockedR.NAME.matcher(name).matches()
        || !RVersion.is(version)
        || fields.getOrDefault("OS_type", "unix").equals("windows")) {
      return Optional.empty();
    }
    String path = fields.getOrDefault("Path", "");
    String file = fields.getOrDefault("File", "%s_%s.tar.gz".formatted(name, version));
    URI archive = folder.resolve((path.isEmpty() ? "" : path + "/") + file);
    if (!archive.toString().startsWith(folder.toString())) {
      return Optional.empty();
    }
    return Optional.of(
        new OfferedR(
            name,
            new RVersion(version),
            archive,
            fields.getOrDefault("SHA256", fields.getOrDefault("MD5sum", ""))
                + " "
                + fields.getOrDefault("Built", ""),
            DescriptionFile.needs(fields),
            RDependency.list(fields.getOrDefault("Suggests", ""))));
  }

  private void add(OfferedR offer) {
    if (offer.isFor(r)) {
      offers.merge(
          offer.name(),
          offer,
          (before, now) -> now.version().compareTo(before.version()) > 0 ? now : before);
    }
  }

  /** The package of this name. */
  public Optional<OfferedR> find(String name) {
    return Optional.ofNullable(offers.get(name));
  }

  /** Where an older version of a package may lie, one place for each repository. */
  public List<URI> archived(String name, String version) {
    return repositories.stream()
        .map(url ->
            URI.create("%s%sArchive/%s/%s_%s.tar.gz".formatted(url, CONTRIB, name, name, version)))
        .toList();
  }

  /** Names that differ in the case of letters alone, or by little. */
  public List<String> similarTo(String name) {
    return offers.keySet().stream()
        .filter(one -> one.equalsIgnoreCase(name) || one.replace(".", "").equalsIgnoreCase(name))
        .sorted()
        .limit(3)
        .toList();
  }

  public int size() {
    return offers.size();
  }
}
