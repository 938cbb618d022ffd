package org.repo2oci.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.repo2oci.cli.application.EarlierArguments;
import org.repo2oci.image.ImageReference;
import picocli.CommandLine.Option;

/** What is kept of earlier builds. */
final class EarlierOptions implements OptionGroup {
  @Option(
      names = "--cache-from",
      paramLabel = "IMAGE",
      description = "Take layers and the lock of this image too (again for more)")
  private List<String> cacheFrom = new ArrayList<>();

  @Option(
      names = "--cache-repo",
      paramLabel = "NAME",
      description = "A repository of layers that many builds share")
  private @Nullable String cacheRepository;

  @Option(names = "--upgrade", description = "Keep no version of an earlier lock")
  private boolean upgrade;

  @Option(
      names = "--upgrade-package",
      paramLabel = "NAME",
      description = "Do not keep this package's version (again for more)")
  private List<String> upgradePackages = new ArrayList<>();

  @Option(
      names = "--max-lock-age",
      paramLabel = "TIME",
      description = "Keep no lock that is older, such as 7d")
  private @Nullable String maxLockAge;

  @Option(names = "--locked", description = "Fail where the lock would change")
  private boolean locked;

  @Override
  public String heading() {
    return "Earlier builds";
  }

  EarlierArguments arguments() {
    return Parsed.checked(() ->
        new EarlierArguments(
            Parsed.values("--cache-from", cacheFrom, ImageReference::parse),
            Parsed.value("--cache-repo", cacheRepository, ImageReference::parse),
            upgrade,
            upgradePackages,
            Parsed.value("--max-lock-age", maxLockAge, Parsed::duration),
            locked));
  }
}
