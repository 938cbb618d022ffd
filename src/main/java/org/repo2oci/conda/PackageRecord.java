package org.repo2oci.conda;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.image.Digest;

/**
 * What a channel's index says of one archive (CEP 34 and 36). Versions and specs are kept as they
 * are written there; a dependency that is not understood is no reason to refuse a record that
 * nobody wants.
 *
 * @param name in lower case
 * @param fileName of the archive, such as {@code numpy-2.3.1-py313hf6604e3_0.conda}
 * @param trackFeatures space-separated ones apart; mostly none
 * @param timestamp of the build, milliseconds since 1970; 0 where the index has none
 * @param size of the archive, bytes; 0 where the index does not say
 * @param md5 lower-case hexadecimal digits; for archives without {@code sha256}
 * @param sitePackages {@code python_site_packages_path} of a Python (CEP 17)
 * @param extraDepends further dependencies by the name of the group that asks for them (CEP 44)
 * @param flags that specs can ask for (CEP 45)
 */
public record PackageRecord(
    String name,
    String version,
    String build,
    long buildNumber,
    String subdir,
    String fileName,
    Noarch noarch,
    List<String> depends,
    List<String> constrains,
    List<String> trackFeatures,
    long timestamp,
    long size,
    Optional<Digest> sha256,
    Optional<String> md5,
    Optional<String> license,
    Optional<String> sitePackages,
    Map<String, List<String>> extraDepends,
    List<String> flags) {
  public PackageRecord {
    if (name.isEmpty() || fileName.contains("/") || size < 0) {
      throw new IllegalArgumentException("`%s` is no conda package".formatted(fileName));
    }
    depends = List.copyOf(depends);
    constrains = List.copyOf(constrains);
    trackFeatures = List.copyOf(trackFeatures);
    extraDepends = Map.copyOf(extraDepends);
    flags = List.copyOf(flags);
  }

  /** A record as most are: without groups and flags. */
  public PackageRecord(
      String name,
      String version,
      String build,
      long buildNumber,
      String subdir,
      String fileName,
      Noarch noarch,
      List<String> depends,
      List<String> constrains,
      List<String> trackFeatures,
      long timestamp,
      long size,
      Optional<Digest> sha256,
      Optional<String> md5,
      Optional<String> license,
      Optional<String> sitePackages) {
    this(
        name,
        version,
        build,
        buildNumber,
        subdir,
        fileName,
        noarch,
        depends,
        constrains,
        trackFeatures,
        timestamp,
        size,
        sha256,
        md5,
        license,
        sitePackages,
        Map.of(),
        List.of());
  }

  @Override
  public String toString() {
    return name + " " + version + " " + build;
  }
}
