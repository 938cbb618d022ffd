package org.repo2oci.conda.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;

class MachineCondaSettingsTest {
  @TempDir Path system;
  private Path home;

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createDirectories(system.resolve("home/me"));
  }

  @Test
  void theUsersFileWeighsMoreThanTheSystems() throws Exception {
    write(
        "etc/conda/.condarc",
        "channel_alias: https://system.example.org\nchannels: [one]\nchannel_priority: strict");
    write(
        "etc/conda/condarc.d/10.yml",
        "custom_channels: {x: https://x.example.org, y: https://y.example.org}");
    write(
        "home/me/.condarc",
        "channel_alias: https://$NAME:${WORD}@me.example.org/${UNSET}\nchannels: [two, one]");
    write("home/me/.mambarc", "custom_channels: {x: https://z.example.org}");

    CondaSettings settings = read(Map.of("NAME", "me", "WORD", "pass"));

    assertThat(settings.channelAlias()).contains("https://me:pass@me.example.org/${UNSET}");
    assertThat(settings.channels()).containsExactly("two", "one");
    assertThat(settings.channelPriority()).contains(ChannelPriority.STRICT);
    assertThat(settings.customChannels())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("x", "https://z.example.org", "y", "https://y.example.org"));
  }

  @Test
  void pixisSettingsAreUnderCondas() throws Exception {
    write(
        "home/me/.config/pixi/config.toml",
        "default-channels = [\"a\"]\n[mirrors]\n\"https://c.example.org/\" = [\"https://m.example.org/\"]\n");
    write("home/me/.condarc", "channels: [b]");

    CondaSettings settings = read(Map.of());

    assertThat(settings.channels()).containsExactly("b", "a");
    assertThat(settings.mirrors())
        .isEqualTo(Map.of("https://c.example.org", List.of("https://m.example.org")));
    Path file = write("home/me/.pixi/config.toml", "[mirrors\n");
    assertThatThrownBy(() -> read(Map.of()))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("Cannot read `%s` at line 1: ", file);
  }

  @Test
  void variablesWeighMost() throws Exception {
    write("home/me/.condarc", "channel_alias: https://file.example.org");
    Path named = write("other", "{channel_priority: disabled, channels: here}");

    CondaSettings settings =
        read(
            Map.of(
                "CONDA_CHANNEL_ALIAS", "https://variable.example.org",
                "CONDARC", named.toString(),
                "CONDA_CHANNELS", "a, b",
                "CONDA_CHANNEL_PRIORITY", "flexible"));

    assertThat(settings.channelAlias()).contains("https://variable.example.org");
    assertThat(settings.channels()).containsExactly("a", "b", "here");
    assertThat(settings.channelPriority()).contains(ChannelPriority.FLEXIBLE);
  }

  @Test
  void theNetworkIsDescribedInVariables() throws Exception {
    write(
        "home/me/.condarc",
        "ssl_verify: /ca.pem\nproxy_servers: {http: 'http://p:1', https: 'http://q:2'}");

    assertThat(read(Map.of()).networkVariables())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "SSL_CERT_FILE",
                "/ca.pem",
                "http_proxy",
                "http://p:1",
                "https_proxy",
                "http://q:2"));
  }

  @Test
  void whatHasNoEffectIsSaid() throws Exception {
    write("home/me/.condarc", "ssl_verify: false\nchannel_priority: sometimes");

    assertThat(read(Map.of()).warnings().toString())
        .contains(
            "`ssl_verify: false` has no effect", "`channel_priority: sometimes` is not known");
  }

  @Test
  void noFileIsNoSetting() {
    assertThat(read(Map.of())).isEqualTo(CondaSettings.none());
  }

  @Test
  void whatIsNoYamlIsNamedWithItsLine() throws Exception {
    Path file = write("home/me/.condarc", "channels:\n  - a\n - b: [\n");

    assertThatThrownBy(() -> read(Map.of()))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("Cannot read `%s` at line 3: ", file);
  }

  @Test
  void aBombOfAliasesIsRefused() throws Exception {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
    }
    write("home/me/.condarc", bomb.toString());

    assertThat(read(Map.of()).channels()).isEmpty();
  }

  private CondaSettings read(Map<String, String> environment) {
    return MachineCondaSettings.read(environment, Optional.of(home), system);
  }

  private Path write(String name, String text) throws IOException {
    Path file = system.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
