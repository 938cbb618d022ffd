package org.repo2oci.conda.channel;

import java.io.IOException;
import java.util.List;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Redacted;

/** What is wrong with channels, and what to do about it. */
final class ChannelFailures {
  private static final String SAME_INDEX =
      "Open the URL in a browser; a login page, a proxy or a broken mirror may stand in the way";

  private ChannelFailures() {}

  /** Neither platform has an index. */
  static BuildFailure absent(Channel channel, List<String> subdirs) {
    return BuildFailure.environment(
            "Cannot read the channel `%s`: 404 Not Found".formatted(channel))
        .withDetail(
            "`%s` has no index for %s"
                .formatted(Redacted.text(channel.url()), String.join(" or ", subdirs)))
        .withHint("Check the channel's name; a private one needs a login in `~/.netrc` or a token");
  }

  static BuildFailure unreachable(Channel channel, BuildFailure cause) {
    BuildFailure failure =
        BuildFailure.environment("Cannot read the channel `%s`".formatted(channel))
            .withDetail(cause.message())
            .withDetails(cause.details());
    for (String hint : cause.hints()) {
      failure = failure.withHint(hint);
    }
    return failure.withCause(cause);
  }

  static BuildFailure broken(Channel channel, String url, IOException cause) {
    String reason = cause.getMessage() == null ? "it cannot be read" : cause.getMessage();
    return BuildFailure.environment(
            "Cannot read the channel `%s`: its index is broken".formatted(channel))
        .withDetail("%s: %s".formatted(Redacted.text(ChannelUrls.withoutSecrets(url)), reason))
        .withHint(SAME_INDEX)
        .withCause(cause);
  }

  static BuildFailure tooNew(Channel channel, String version) {
    return BuildFailure.environment(
            "Cannot read the channel `%s`: its index has the version %s"
                .formatted(channel, version))
        .withHint("Versions 1 and 2 are known; update this program");
  }

  static BuildFailure withoutDigest(ChannelRecord record) {
    return BuildFailure.input(
            "Cannot use `%s`: the index of `%s` has no digest of it"
                .formatted(record.record(), record.channel()))
        .withHint("Ask for another version or build, or for the package of another channel");
  }

  static BuildFailure withoutAlias(String name) {
    return BuildFailure.environment(
            "Cannot find the channel `%s`: no setting says where named channels are"
                .formatted(name))
        .withHint(
            "Set `channel_alias: https://…` in `~/.condarc`, the variable `CONDA_CHANNEL_ALIAS`, "
                + "or the option `--conda-channel-alias`")
        .withHint("Or name the channel by its whole URL");
  }

  static BuildFailure noChannels() {
    return BuildFailure.input("Cannot look for conda packages: no channel is left to look in")
        .withHint("Name a channel beside `nodefaults`");
  }

  static BuildFailure badName(String name, String why) {
    return BuildFailure.input(
            "`%s` is no channel: %s"
                .formatted(Redacted.text(ChannelUrls.withoutSecrets(name)), why))
        .withHint("A channel is a name such as `conda-forge`, a URL, or a folder");
  }

  static BuildFailure badSettings(String file, int line, String why) {
    return BuildFailure.environment("Cannot read `%s` at line %d: %s".formatted(file, line, why))
        .withHint("Correct the file; `conda config --show-sources` shows what conda makes of it");
  }
}
