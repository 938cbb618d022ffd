package org.repo2oci.cran.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.cran.spec.RProfile;

/** Where R on this machine gets packages from: variables, then the user's profile, then its own. */
public final class MachineRSettings {
  private static final List<String> VARIABLES =
      List.of("RENV_CONFIG_REPOS_OVERRIDE", "R_CRAN_MIRROR", "CRAN");

  private MachineRSettings() {}

  /**
   * The URL of a repository, where one is named.
   *
   * @param home the user's home directory, where there is one
   * @param system the root that {@code /etc} is under
   */
  public static Optional<String> mirror(
      Map<String, String> environment, Optional<Path> home, Path system) {
    for (String name : VARIABLES) {
      String value = environment.getOrDefault(name, "");
      if (value.contains("://")) {
        return Optional.of(value);
      }
    }
    List<Path> profiles = new ArrayList<>();
    Optional.ofNullable(environment.get("R_PROFILE_USER")).map(Path::of).ifPresent(profiles::add);
    home.ifPresent(folder -> profiles.add(folder.resolve(".Rprofile")));
    Optional.ofNullable(environment.get("R_PROFILE")).map(Path::of).ifPresent(profiles::add);
    profiles.add(system.resolve("etc/R/Rprofile.site"));
    return profiles.stream()
        .filter(Files::isRegularFile)
        .flatMap(file -> mirror(file).stream())
        .findFirst();
  }

  private static Optional<String> mirror(Path profile) {
    try {
      return RProfile.mirror(Files.readString(profile));
    } catch (IOException e) {
      // A profile that cannot be read says nothing to R either.
      return Optional.empty();
    }
  }
}
