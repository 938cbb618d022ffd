package org.repo2oci.build;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.repo2oci.image.ImageReference;

/** The name of an image that nobody named, as repo2docker makes it. */
public final class ImageNames {
  private static final int LONGEST = 255;

  private ImageNames() {}

  /**
   * {@code r2d}, the repository as given, the subdirectory and the content's id; whatever is no
   * letter or digit becomes a dash and its two hexadecimal digits.
   */
  public static ImageReference automatic(String repository, String subdirectory, String contentId) {
    StringBuilder name = new StringBuilder();
    String whole = "r2d" + repository + subdirectory + contentId;
    for (byte b : whole.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
        name.append(c);
      } else {
        name.append('-').append("%02x".formatted((int) c));
      }
    }
    String lower = name.toString().toLowerCase(Locale.ROOT);
    // What tells images apart is at the end.
    String fitting =
        lower.length() <= LONGEST ? lower : "r2d" + lower.substring(lower.length() - LONGEST + 3);
    return ImageReference.parse(fitting);
  }
}
