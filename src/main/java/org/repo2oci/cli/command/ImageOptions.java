package org.repo2oci.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.repo2oci.cli.application.Compression;
import org.repo2oci.cli.application.ImageArguments;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.plan.Optimization;
import picocli.CommandLine.Option;

/** What the image looks like from outside. */
final class ImageOptions implements OptionGroup {
  private static final Pattern USER_NAME = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
  private static final int HIGHEST_ID = 2_000_000_000;

  @Option(
      names = "--target-repo-dir",
      paramLabel = "DIR",
      description = "Where the repository lies in the image (default: the home)")
  private @Nullable String targetRepoDir;

  @Option(
      names = "--user-id",
      paramLabel = "N",
      description = "Number of the user that the image runs as (default: 1000)")
  private @Nullable String userId;

  @Option(
      names = "--user-name",
      paramLabel = "NAME",
      description = "Name of that user (default: jovyan)")
  private @Nullable String userName;

  @Option(
      names = "--default-url",
      paramLabel = "PATH",
      description = "Page that a hub opens: /lab, /tree, /rstudio, … (default: /lab)")
  private @Nullable String defaultUrl;

  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      description = "A label for the image (again for more)")
  private List<String> labels = new ArrayList<>();

  @Option(
      names = "--appendix",
      paramLabel = "TEXT",
      description = "Lines of a Dockerfile for the end: RUN, COPY, ENV, LABEL, …")
  private String appendix = "";

  @Option(
      names = "--build-arg",
      paramLabel = "KEY=VALUE",
      description = "An argument for those, or for a Dockerfile (again for more)")
  private List<String> buildArguments = new ArrayList<>();

  @Option(
      names = "--compression",
      paramLabel = "TYPE",
      description = "gzip, zstd or none, with :LEVEL if wanted (default: gzip)")
  private @Nullable String compression;

  @Option(
      names = "--optimize",
      paramLabel = "FOR",
      description = "Lay out the next image for node, size or none (default: node)")
  private @Nullable String optimize;

  @Override
  public String heading() {
    return "Image";
  }

  ImageArguments arguments() {
    return new ImageArguments(
        Parsed.value("--target-repo-dir", targetRepoDir, ImageOptions::absolute),
        Parsed.value("--user-id", userId, ImageOptions::id).orElse(1000),
        Parsed.value("--user-name", userName, ImageOptions::name).orElse("jovyan"),
        pairs("--label", labels),
        Parsed.value("--compression", compression, Compression::parse)
            .orElse(new Compression(Compression.Algorithm.GZIP, OptionalInt.empty())),
        appendix,
        pairs("--build-arg", buildArguments),
        Parsed.value("--optimize", optimize, ImageOptions::optimization).orElse(Optimization.NODE),
        Parsed.value("--default-url", defaultUrl, ImageOptions::page));
  }

  private static Optimization optimization(String text) {
    for (Optimization one : Optimization.values()) {
      if (one.name().equalsIgnoreCase(text)) {
        return one;
      }
    }
    throw new IllegalArgumentException("`%s` is none of node, size, none".formatted(text));
  }

  private static int id(String text) {
    if (text.equals("0")) {
      throw BuildFailure.usage("Root cannot be the user of the image: `--user-id 0`")
          .withHint("Hubs start servers as an ordinary user; leave the option out for 1000");
    }
    return Parsed.number(text, 1, HIGHEST_ID);
  }

  private static String name(String text) {
    if (!USER_NAME.matcher(text).matches() || text.equals("root")) {
      throw new IllegalArgumentException("`%s` is not a name for the user".formatted(text));
    }
    return text;
  }

  /** A path of the server, as the hub's own `default_url` is written. */
  private static String page(String text) {
    if (text.isBlank() || text.contains("://") || !text.matches("[\\x21-\\x7e]+")) {
      throw new IllegalArgumentException("`%s` is not a path such as `/lab`".formatted(text));
    }
    return "/" + text.replaceFirst("^/+", "");
  }

  private static String absolute(String text) {
    if (!text.startsWith("/") || text.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("`%s` is not an absolute path".formatted(text));
    }
    return text;
  }

  private static Map<String, String> pairs(String option, List<String> texts) {
    Map<String, String> map = new LinkedHashMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw BuildFailure.usage(
            "Invalid value for `%s`: `%s` is not KEY=VALUE".formatted(option, text));
      }
      map.put(text.substring(0, equals), text.substring(equals + 1));
    }
    return map;
  }
}
