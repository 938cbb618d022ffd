package org.repo2oci.debian;

import java.util.regex.Pattern;

/**
 * The ordinary user of an image, with a home under {@code /home} and bash as shell.
 *
 * @param name as useradd accepts it
 * @param uid above 0: a server does not run as root
 */
public record Account(String name, int uid, int gid) {
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");

  public Account {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("`%s` is not a user name".formatted(name));
    }
    if (uid <= 0 || gid <= 0) {
      throw new IllegalArgumentException("%d:%d is not an ordinary user".formatted(uid, gid));
    }
  }

  public String home() {
    return "/home/" + name;
  }
}
