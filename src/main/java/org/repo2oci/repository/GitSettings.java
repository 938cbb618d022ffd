package org.repo2oci.repository;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What an image's {@code .git/config} says, and what of the user's own it must not say. */
final class GitSettings {
  private static final Pattern WITH_LOGIN = Pattern.compile("(?i)https?://[^/@]+@.*");

  private GitSettings() {}

  /** Where the repository came from, as an address that means something elsewhere. */
  static Optional<String> remote(GitFolder git) {
    return git.settings("^remote\\.origin\\.url$").stream()
        .map(GitFolder.Setting::value)
        .filter(GitUrl::isRemote)
        .map(GitUrl::redacted)
        .findFirst();
  }

  /**
   * The text of a fresh {@code config}.
   *
   * @param partial whether objects are missing, which git accepts of a partial clone only
   */
  static String text(GitFolder git, String objectFormat, boolean partial) {
    boolean wide = objectFormat.equals("sha256");
    StringBuilder text = new StringBuilder();
    text.append("[core]\n\trepositoryformatversion = %d\n".formatted(wide || partial ? 1 : 0));
    text.append("\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n");
    if (wide || partial) {
      text.append("[extensions]\n");
      text.append(wide ? "\tobjectFormat = sha256\n" : "");
      text.append(partial ? "\tpartialClone = origin\n" : "");
    }
    Optional<String> remote = remote(git);
    if (remote.isPresent() || partial) {
      text.append("[remote \"origin\"]\n");
      remote.ifPresent(url -> text.append("\turl = %s\n".formatted(quoted(url))));
      text.append("\tfetch = +refs/heads/*:refs/remotes/origin/*\n");
      text.append(partial ? "\tpromisor = true\n\tpartialclonefilter = blob:none\n" : "");
    }
    if (remote.isPresent()) {
      git.branch()
          .map(name -> name.replaceFirst("^refs/heads/", ""))
          .ifPresent(branch ->
              text.append(
                  "[branch %s]\n\tremote = origin\n\tmerge = refs/heads/%s\n"
                      .formatted(quoted(branch), branch)));
    }
    return text + submodules(git);
  }

  private static String submodules(GitFolder git) {
    StringBuilder text = new StringBuilder();
    for (GitFolder.Setting setting : git.settings("^submodule\\..*\\.url$")) {
      if (GitUrl.isRemote(setting.value())) {
        String name =
            setting
                .key()
                .substring("submodule.".length(), setting.key().length() - ".url".length());
        text.append(
            "[submodule %s]\n\tactive = true\n\turl = %s\n"
                .formatted(quoted(name), quoted(GitUrl.redacted(setting.value()))));
      }
    }
    return text.toString();
  }

  /** Names of settings that hold or may hold a login, in this repository's own configuration. */
  static List<String> logins(GitFolder git) {
    TreeSet<String> found = new TreeSet<>();
    for (GitFolder.Setting setting :
        git.settings("^(http\\..*extraheader|credential\\..*|.*\\.url|.*\\.pushurl|url\\..*)$")) {
      boolean header = setting.key().endsWith("extraheader");
      boolean helper = setting.key().startsWith("credential.");
      if (header
          || helper
          || WITH_LOGIN.matcher(setting.value()).matches()
          || (setting.key().startsWith("url.")
              && WITH_LOGIN.matcher(setting.key().substring("url.".length())).matches())) {
        found.add(shown(setting.key()));
      }
    }
    return List.copyOf(found);
  }

  private static String shown(String key) {
    return key.replaceAll("://[^/@]+@", "://");
  }

  private static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
