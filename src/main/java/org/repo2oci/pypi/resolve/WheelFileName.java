package org.repo2oci.pypi.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a wheel's file name (Binary distribution format, "File name convention").
 *
 * @param name as written, not normalised
 * @param build tag, empty where there is none
 * @param tags every {@code python-abi-platform} that the compressed sets stand for
 */
record WheelFileName(String name, String version, String build, List<String> tags) {
  private static final Pattern BUILD = Pattern.compile("(\\d+)(.*)");

  WheelFileName {
    tags = List.copyOf(tags);
  }

  /** Empty where the text is no wheel's name. */
  static Optional<WheelFileName> parse(String file) {
    if (!file.endsWith(".whl")) {
      return Optional.empty();
    }
    List<String> parts = List.of(file.substring(0, file.length() - 4).split("-", -1));
    boolean hasBuild = parts.size() == 6;
    if (parts.size() != 5 && !hasBuild) {
      return Optional.empty();
    }
    int tag = hasBuild ? 3 : 2;
    List<String> tags = new ArrayList<>();
    for (String python : parts.get(tag).split("\\.", -1)) {
      for (String abi : parts.get(tag + 1).split("\\.", -1)) {
        for (String platform : parts.get(tag + 2).split("\\.", -1)) {
          tags.add(python + "-" + abi + "-" + platform);
        }
      }
    }
    return Optional.of(
        new WheelFileName(parts.get(0), parts.get(1), hasBuild ? parts.get(2) : "", tags));
  }

  /** The leading number of the build tag: the higher one wins among equals. */
  long buildNumber() {
    Matcher matcher = BUILD.matcher(build);
    return matcher.matches() && matcher.group(1).length() < 18
        ? Long.parseLong(matcher.group(1))
        : -1;
  }
}
