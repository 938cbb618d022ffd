package org.repo2oci.lock;

import java.util.List;
import java.util.regex.Pattern;
import org.repo2oci.debian.ImageDeb;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;

/** What the environment stands on. */
public sealed interface Base {
  /** Debian packages that we assemble, and those of the toolboxes. */
  record Debian(LockedDebian packages) implements Base {}

  /**
   * An image of a registry.
   *
   * @param reference as the user gave it
   * @param manifest of the platform's own manifest
   * @param glibc version of its C library, such as {@code 2.36}
   * @param locale that it has, such as {@code en_US.UTF-8}
   * @param compilers whether Python packages can be built from source in it
   * @param toolboxes Debian packages for the build itself; none of them is in the image
   * @param apt Debian packages of the user's own list
   */
  record Image(
      ImageReference reference,
      Digest manifest,
      String glibc,
      String locale,
      boolean compilers,
      LockedDebian toolboxes,
      Apt apt)
      implements Base {
    /**
     * What the image's own apt chose.
     *
     * @param requested as the list has them
     */
    public record Apt(List<String> requested, List<ImageDeb> packages) {
      public Apt {
        requested = List.copyOf(requested);
        packages = List.copyOf(packages);
      }

      public static Apt none() {
        return new Apt(List.of(), List.of());
      }
    }

    private static final Pattern GLIBC = Pattern.compile("2\\.\\d{1,3}");
    private static final Pattern LOCALE = Pattern.compile("[A-Za-z_]{1,20}\\.UTF-8");

    public Image {
      if (!GLIBC.matcher(glibc).matches() || !LOCALE.matcher(locale).matches()) {
        throw new IllegalArgumentException(
            "`%s` is no version of glibc, or `%s` no locale".formatted(glibc, locale));
      }
    }

    /** With no Debian packages of the user's own. */
    public Image(
        ImageReference reference,
        Digest manifest,
        String glibc,
        String locale,
        boolean compilers,
        LockedDebian toolboxes) {
      this(reference, manifest, glibc, locale, compilers, toolboxes, Apt.none());
    }

    /** The image by its digest: no tag can move it. */
    public ImageReference pinned() {
      return reference.withDigest(manifest);
    }
  }
}
