package org.repo2oci.conda.spec;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.repo2oci.conda.PackageRecord;

/**
 * What one line or dependency asks for (CEP 29, 43 to 45). Name, version and build are all that
 * most have; the rest is in {@link Details}.
 */
public final class MatchSpec {
  private final String text;
  private final String name;
  private final VersionSpec version;
  private final TextMatcher build;
  private final Details details;

  /** For {@link TextMatcher.Glob} names; else nothing. */
  private final @Nullable TextMatcher nameMatcher;

  private final boolean anyBuild;
  private final boolean plain;

  MatchSpec(String text, String name, VersionSpec version, TextMatcher build, Details details) {
    this.text = text;
    this.name = name;
    this.version = version;
    this.build = build;
    this.details = details;
    this.nameMatcher = name.indexOf('*') < 0 ? null : TextMatcher.parse(name);
    this.anyBuild = build.equals(TextMatcher.ANY);
    this.plain = details.equals(Details.NONE);
  }

  /**
   * What seldom is asked for.
   *
   * @param channel as it was written: a name, a URL, or a glob of them
   * @param url of an archive; a path as it was written where the spec is a relative one
   * @param md5 lower-case
   * @param sha256 lower-case
   * @param buildNumber such as {@code >=3}
   * @param trackFeatures that a record must have
   * @param when the dependency counts only where this holds (CEP 43)
   * @param extras names of groups of further dependencies (CEP 44)
   * @param flags that a record must have (CEP 45)
   */
  public record Details(
      Optional<String> channel,
      Optional<String> subdir,
      Optional<String> fileName,
      Optional<String> url,
      Optional<String> md5,
      Optional<String> sha256,
      Optional<VersionSpec> buildNumber,
      Optional<TextMatcher> license,
      List<String> trackFeatures,
      Optional<Condition> when,
      List<String> extras,
      List<TextMatcher> flags) {
    static final Details NONE =
        new Details(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            List.of(),
            List.of());

    public Details {
      trackFeatures = List.copyOf(trackFeatures);
      extras = List.copyOf(extras);
      flags = List.copyOf(flags);
    }

    boolean matches(PackageRecord record) {
      return subdir.map(record.subdir()::equals).orElse(true)
          && fileName.map(record.fileName()::equals).orElse(true)
          && md5.map(wanted -> record.md5().map(wanted::equals).orElse(false)).orElse(true)
          && sha256
              .map(wanted -> record.sha256().map(had -> had.hex().equals(wanted)).orElse(false))
              .orElse(true)
          && buildNumber
              .map(wanted -> wanted.matches(CondaVersion.parse("" + record.buildNumber())))
              .orElse(true)
          && license.map(wanted -> record.license().map(wanted::matches).orElse(false)).orElse(true)
          && record.trackFeatures().containsAll(trackFeatures)
          && flags.stream().allMatch(flag -> record.flags().stream().anyMatch(flag::matches));
    }
  }

  /**
   * Reads any form that conda does: {@code channel/subdir::name version build [key=value]}, {@code
   * name=1.8=b}, a URL of an archive. Callers that read the same texts again use {@link Specs}.
   *
   * @throws SpecException where it is none
   */
  public static MatchSpec parse(String text) {
    return new MatchSpecParser(text).parse();
  }

  /** In lower case; {@code *}, or with a {@code *} in it, for any number of names. */
  public String name() {
    return name;
  }

  /** Whether {@link #name()} is the name of one package. */
  public boolean isForOneName() {
    return nameMatcher == null;
  }

  public VersionSpec version() {
    return version;
  }

  public TextMatcher build() {
    return build;
  }

  public Details details() {
    return details;
  }

  public Optional<String> channel() {
    return details.channel();
  }

  public Optional<String> url() {
    return details.url();
  }

  /** Whether only name and version are asked for, so that {@link #matches} need see no more. */
  public boolean isVersionOnly() {
    return anyBuild && plain;
  }

  /**
   * Whether a record is what is asked for, whatever its channel and URL; a condition ({@code when})
   * does not count here.
   *
   * @param versionOfRecord the record's version, read once
   */
  public boolean matches(PackageRecord record, CondaVersion versionOfRecord) {
    return matchesName(record.name())
        && version.matches(versionOfRecord)
        && (anyBuild || build.matches(record.build()))
        && (plain || details.matches(record));
  }

  public boolean matches(PackageRecord record) {
    return matches(record, CondaVersion.parse(record.version()));
  }

  public boolean matchesName(String wanted) {
    return nameMatcher == null ? name.equals(wanted) : nameMatcher.matches(wanted);
  }

  /** As it was written, without a comment. */
  @Override
  public String toString() {
    return text;
  }
}
