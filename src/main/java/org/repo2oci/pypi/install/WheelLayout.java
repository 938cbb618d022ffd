package org.repo2oci.pypi.install;

import org.repo2oci.pypi.wheel.BadWheel;
import org.repo2oci.pypi.wheel.WheelArchive;

/** Where a wheel's members go (binary distribution format, "The .data directory"). */
final class WheelLayout {
  private final WheelArchive wheel;
  private final Prefix prefix;

  WheelLayout(WheelArchive wheel, Prefix prefix) {
    this.wheel = wheel;
    this.prefix = prefix;
  }

  /** Whether the member is a script, whose first line may have to be replaced. */
  boolean script(String member) {
    String[] parts = member.split("/", 3);
    return parts.length == 3 && parts[0].endsWith(".data") && parts[1].equals("scripts");
  }

  /** The member's path below the prefix. */
  String target(String member) {
    String[] parts = member.split("/", 3);
    if (parts.length < 2 || !parts[0].endsWith(".data")) {
      return prefix.sitePackages() + "/" + member;
    }
    if (parts.length < 3) {
      throw BadWheel.refused(
          wheel.fileName(), "member `%s` is in no scheme's folder".formatted(member));
    }
    return switch (parts[1]) {
      case "purelib", "platlib" -> prefix.sitePackages() + "/" + parts[2];
      case "scripts" -> "bin/" + parts[2];
      case "headers" -> prefix.headers() + "/" + wheel.name() + "/" + parts[2];
      case "data" -> prefix.followed(parts[2]);
      default ->
          throw BadWheel.refused(
              wheel.fileName(),
              "member `%s` is for a scheme `%s`, which is not known".formatted(member, parts[1]));
    };
  }
}
