package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.conda.MadeChannel;
import org.repo2oci.conda.link.CondaArchiveBuilder;
import org.repo2oci.image.Digest;

/** What is wrong in files and channels, as the command line says it. */
@Tag("e2e")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CondaFailuresE2eTest {
  private static final String ARCHIVE = "/linux-64/made-1.0-0.conda";

  private Path folder;
  private ChannelServer channels;

  @BeforeAll
  void serve(@TempDir Path shared) throws Exception {
    folder = shared;
    Path channel = MadeChannel.require();
    channels = ChannelServer.start();
    channels.serve("conda-forge", channel);
  }

  @AfterAll
  void end() {
    if (channels != null) {
      channels.close();
    }
  }

  private Command.Ended locked(String file, String text) throws Exception {
    Path repository = Files.createTempDirectory(folder, "repository");
    Files.writeString(repository.resolve(file), text);
    return Product.command("lock", repository.toString(), "-o", folder + "/lock.json")
        .and("--conda-channel-alias", channels.alias())
        .run();
  }

  private Command.Ended locked(List<String> from, String... dependencies) throws Exception {
    return locked(
        "environment.yml",
        "channels: [%s]\ndependencies:\n- %s\n"
            .formatted(String.join(", ", from), String.join("\n- ", dependencies)));
  }

  private static void assertSays(Command.Ended ended, int code, String text) {
    assertThat(ended.err().substring(Math.max(0, ended.err().indexOf("error:")))).isEqualTo(text);
    assertThat(ended.code()).isEqualTo(code);
  }

  @Test
  void aNameThatNoChannelHas() throws Exception {
    assertSays(
        locked(List.of("conda-forge"), "python=3.10", "pandsa"),
        1,
        """
        error: Cannot install `pandsa` of `environment.yml` at line 4: no channel has `pandsa`

        hint: Did you mean `pandas`?
        """);
  }

  @Test
  void linesThatExcludeEachOther() throws Exception {
    assertSays(
        locked(List.of("conda-forge"), "python=3.13", "pandas"),
        1,
        """
        error: Cannot install `python=3.13` and `pandas` together
          Caused by: `environment.yml` at line 3: `python=3.13`
          Caused by: `environment.yml` at line 4: `pandas`
            └─ pandas 2.3.3 needs `python >=3.10,<3.11.0a0`
               └─ python 3.10.8 is not `python=3.13` of `environment.yml` at line 3

        hint: Loosen or remove one of these lines
        """);
  }

  @Test
  void aChannelThatIsNotThere() throws Exception {
    assertSays(
        locked(List.of("nowhere"), "python"),
        3,
        """
        error: Cannot read the channel `nowhere`: 404 Not Found
          Caused by: `%s/nowhere` has no index for linux-64 or noarch

        hint: Check the channel's name; a private one needs a login in `~/.netrc` or a token
        """
            .formatted(channels.alias()));
  }

  @Test
  void aPageWhereAnIndexShouldBe() throws Exception {
    channels.answer(
        "/portal/linux-64/repodata.json",
        "<!doctype html><title>Log in</title>".getBytes(StandardCharsets.UTF_8));
    assertSays(
        locked(List.of("portal"), "python"),
        3,
        """
        error: Cannot read the channel `portal`: its index is broken
          Caused by: %s/portal/linux-64/repodata.json: a web page came instead of an index

        hint: Open the URL in a browser; a login page, a proxy or a broken mirror may stand in the way
        """
            .formatted(channels.alias()));
  }

  @Test
  void yamlThatIsNone() throws Exception {
    assertSays(
        locked("environment.yml", "channels: [conda-forge]\ndependencies:\n  - pip\n  numpy: 3\n"),
        1,
        """
        error: Cannot read `environment.yml` at line 4, column 3: it is not valid YAML
          Caused by: expected <block end>, but found '?'

        hint: YAML wants blanks, not tabs, in front of a key, and `- ` before each item of a list
        """);
  }

  @Test
  void anArchiveForAnotherPlatform() throws Exception {
    assertSays(
        locked(
            "conda-linux-64.lock",
            "@EXPLICIT\n%s/conda-forge/osx-64/six-1.0-0.conda#0123456789abcdef0123456789abcdef\n"
                .formatted(channels.alias())),
        1,
        """
        error: Cannot read `conda-linux-64.lock` at line 2: `six-1.0-0.conda` is for `osx-64`, and the image is for `linux-64`

        hint: Make a lock file for `linux-64`
        """);
  }

  @Test
  void aChannelWithoutPython() throws Exception {
    channels.serve("bare", made("bare", "sha256").folder());
    assertSays(
        locked(List.of("bare", "nodefaults"), "made", "python=3.10"),
        1,
        """
        error: Cannot install `python=3.10` of `environment.yml` at line 4: no channel has `python`

        hint: Check the name, and whether its channel is listed
        """);
  }

  @Test
  void anArchiveThatIsCutOffIsNeverUsed() throws Exception {
    byte[] whole = Files.readAllBytes(Path.of(made("cut", "sha256").folder() + ARCHIVE));
    assertNeverUsed("cut", whole, Arrays.copyOf(whole, whole.length / 2));
  }

  @Test
  void anArchiveWithAnotherDigestIsNeverUsed() throws Exception {
    byte[] bytes = Files.readAllBytes(Path.of(made("swapped", "sha256").folder() + ARCHIVE));
    byte[] other = bytes.clone();
    other[other.length / 2] ^= 1;
    assertNeverUsed("swapped", bytes, other);
  }

  private void assertNeverUsed(String channel, byte[] wanted, byte[] got) throws Exception {
    channels.answer("/" + channel + ARCHIVE, got);
    String what = "got sha256 %s… where %s… was wanted".formatted(start(got), start(wanted));
    assertSays(
        explicitlyLocked(channel, wanted),
        3,
        """
        error: Cannot download `made 1.0`: %1$s
          Caused by: GET %2$s/%3$s%4$s: %1$s

        hint: The file was changed on the server or on the way (a proxy?); if the change is meant, update the lock
        """
            .formatted(what, channels.alias(), channel, ARCHIVE));
  }

  private static String start(byte[] bytes) {
    return Digest.of(bytes).hex().substring(0, 12);
  }

  private Command.Ended explicitlyLocked(String channel, byte[] archive) throws Exception {
    return locked(
        "conda-linux-64.lock",
        "@EXPLICIT\n%s/%s%s#%s\n"
            .formatted(channels.alias(), channel, ARCHIVE, Digest.of(archive).hex()));
  }

  @Test
  void aRecordWithAnMd5OnlyIsWarnedOf() throws Exception {
    channels.serve("old", made("old", "md5").folder());
    Command.Ended ended = locked(List.of("old", "conda-forge"), "python=3.10", "made");
    ended.succeeded();
    assertThat(ended.err()).contains("`made 1.0 0` of `old` is checked by its MD5 digest");
  }

  /** The server of channels stands for the proxy, too. */
  @Test
  void theProxyOfTheSettingsIsUsedAndWhatIsNotHonouredIsSaid() throws Exception {
    Path settings = folder.resolve("condarc");
    Files.writeString(
        settings,
        """
        channel_alias: http://channels.example.org
        proxy_servers:
          http: %s
        ssl_verify: false
        """
            .formatted(channels.alias()));
    Path repository = Files.createTempDirectory(folder, "repository");
    Files.writeString(
        repository.resolve("environment.yml"),
        "channels: [conda-forge]\ndependencies: [python=3.10]\n");
    Path lock = folder.resolve("proxied.json");
    Command.Ended ended =
        Product.command("lock", repository.toString(), "-o", lock.toString())
            .with("CONDARC", settings.toString())
            .run();
    ended.succeeded();
    assertThat(ended.err()).contains("`ssl_verify: false` has no effect");
    assertThat(Files.readString(lock)).contains("http://channels.example.org/conda-forge/");
  }

  /** A channel with one package, whose bytes no other has. */
  private SmallChannel made(String channel, String digest) throws Exception {
    return new SmallChannel(folder.resolve(channel))
        .add(
            CondaArchiveBuilder.of("made", "1.0").file("share/made.txt", channel + " " + folder),
            digest);
  }
}
