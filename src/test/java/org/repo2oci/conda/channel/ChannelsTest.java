package org.repo2oci.conda.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;

class ChannelsTest {
  private static final String SETTINGS =
      """
      channel_alias: https://user:pass@example.org/t/secret/conda/
      default_channels: [https://example.org/pkgs/main, https://example.org/pkgs/r]
      custom_channels:
        ours: https://inside.example.org/
        folder/sub: file:///made
      custom_multichannels:
        team: [ours, conda-forge]
      mirrored_channels:
        broken: ["http://a b"]
        quick: [https://one.example.org/q/, https://two.example.org/q]
      """;

  private final List<BuildEvent> events = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({
    "conda-forge, conda-forge, https://example.org/conda/conda-forge",
    "conda-forge/label/dev, conda-forge/label/dev, https://example.org/conda/conda-forge/label/dev",
    "https://example.org/conda/bioconda/, bioconda, https://example.org/conda/bioconda",
    "https://a:b@other.example.org/t/tk-1/x, https://other.example.org/x, https://other.example.org/x",
    "ours, ours, https://inside.example.org/ours",
    "ours/label/x, ours/label/x, https://inside.example.org/ours/label/x",
    "https://inside.example.org/ours, ours, https://inside.example.org/ours",
    "folder/sub, folder/sub, file:///made/folder/sub",
    "./made, file:///repository/made, file:///repository/made",
    "/else where, file:///else%20where, file:///else%20where",
    "file:///made/x, file:///made/x, file:///made/x",
    "quick, quick, https://example.org/conda/quick"
  })
  void namesUrlsAndFoldersAreChannels(String text, String name, String url) {
    Channel channel = channels(SETTINGS).resolve(text).getFirst();

    assertThat(channel.name()).isEqualTo(name);
    assertThat(channel.url()).isEqualTo(url);
    assertThat(channel).hasToString(name);
  }

  @Test
  void secretsAreOnlyInTheUrlsToReadFrom() {
    Channel channel = channels(SETTINGS).resolve("conda-forge").getFirst();

    assertThat(channel.downloads("https://example.org/conda/conda-forge/noarch/b-1-0.conda"))
        .hasToString(
            "[https://user:pass@example.org/t/secret/conda/conda-forge/noarch/b-1-0.conda]");
    assertThat(channel.downloads("https://files.example.org/b-1-0.conda"))
        .hasToString("[https://files.example.org/b-1-0.conda]");
    assertThat(settings(SETTINGS).toString()).doesNotContain("secret", "pass");
  }

  @Test
  void mirrorsAreReadInTheirOrder() {
    assertThat(channels(SETTINGS).resolve("quick").getFirst().accesses())
        .containsExactly("https://one.example.org/q", "https://two.example.org/q");
    Channel unnamed =
        channels("mirrored_channels: {conda-forge: [https://one.example.org/cf]}")
            .resolve("conda-forge")
            .getFirst();
    assertThat(unnamed.name()).isEqualTo("conda-forge");
    assertThat(unnamed.url()).isEqualTo("https://one.example.org/cf");
  }

  @Test
  void mirrorsOfAPlaceAreMirrorsOfWhatIsUnderIt() {
    String mirrored = "{mirrored_channels: {'https://example.org/c': [https://m.example.org/d]}}";

    assertThat(channels(mirrored).resolve("https://example.org/c/made").getFirst().accesses())
        .containsExactly("https://m.example.org/d/made");
    assertThat(channels(mirrored).resolve("https://example.org/cc").getFirst().accesses())
        .containsExactly("https://example.org/cc");
  }

  @Test
  void aChannelWhoseUrlIsSetNeedsNoAlias() {
    Channel channel =
        channels("channels: [https://example.org/conda/conda-forge]")
            .resolve("conda-forge")
            .getFirst();

    assertThat(channel.url()).isEqualTo("https://example.org/conda/conda-forge");
  }

  @Test
  void aNameMayStandForSeveral() {
    assertThat(channels(SETTINGS).resolve("team")).hasToString("[ours, conda-forge]");
    List<Channel> defaults = channels(SETTINGS).resolve("defaults");
    assertThat(defaults).hasToString("[https://example.org/pkgs/main, https://example.org/pkgs/r]");
    assertThat(defaults.getFirst().isCalled("defaults")).isTrue();
    assertThat(defaults.getFirst().isCalled("conda-forge")).isFalse();
  }

  @Test
  void onePlatformOfAChannelCanBeMeant() {
    Channel channel = channels(SETTINGS).resolve("conda-forge/noarch").getFirst();

    assertThat(channel.name()).isEqualTo("conda-forge");
    assertThat(channel.onlySubdir()).contains("noarch");
  }

  @ParameterizedTest
  @CsvSource({
    "conda-forge, true", "https://example.org/conda/conda-forge, true", "conda-*, true",
    "https://user:pw@example.org/t/other/conda/conda-forge/, true", "bioconda, false",
        "forge, false"
  })
  void aSpecsChannelIsCompared(String wanted, boolean same) {
    assertThat(channels(SETTINGS).resolve("conda-forge").getFirst().isCalled(wanted))
        .isEqualTo(same);
  }

  @Test
  void theDefaultComesAfterTheFilesUnlessToldOtherwise() {
    Channels channels = channels("channel_alias: https://example.org/conda");
    assertThat(channels.inOrder(List.of(), List.of("bioconda", "conda-forge", "bioconda")))
        .hasToString("[bioconda, conda-forge]");
    assertThat(channels.inOrder(List.of(), List.of())).hasToString("[conda-forge]");
    assertThat(channels.inOrder(List.of(), List.of("bioconda", "nodefaults")))
        .hasToString("[bioconda]");
    assertThat(channels.inOrder(List.of("./made"), List.of("bioconda")))
        .hasToString("[file:///repository/made]");
    assertThat(
            channels("{channel_alias: https://example.org/conda, channels: [one, two]}")
                .inOrder(List.of(), List.of("bioconda")))
        .hasToString("[bioconda, one, two]");
    assertThatThrownBy(() -> channels.inOrder(List.of(), List.of("nodefaults")))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("no channel is left");
  }

  @Test
  void defaultsAreLeftOutWhereNobodySaysWhatTheyAre() {
    assertThat(
            channels("channel_alias: https://example.org/conda")
                .inOrder(List.of(), List.of("defaults", "bioconda")))
        .hasToString("[bioconda, conda-forge]");
    assertThat(events.toString()).contains("The channel `defaults` is left out");
  }

  @Test
  void withoutAnAliasANameMeansNothing() {
    assertThatThrownBy(() -> channels("").resolve("conda-forge"))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure.message())
                  .isEqualTo(
                      "Cannot find the channel `conda-forge`: no setting says where named channels are");
              assertThat(failure.hints().getFirst())
                  .contains("channel_alias", "CONDA_CHANNEL_ALIAS", "--conda-channel-alias");
            });
    assertThat(channels("").resolve("https://example.org/x")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "broken",
        "ftp://example.org/x",
        "https:///x",
        "https://exa mple.org/x",
        "file://host/x",
        "~/made"
      })
  void whatIsNoChannelIsRefused(String text) {
    assertThatThrownBy(() -> channels(SETTINGS).resolve(text))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("is no channel");
  }

  private Channels channels(String condarc) {
    return new Channels(settings(condarc), Path.of("/repository"), events::add);
  }

  private static CondaSettings settings(String condarc) {
    return new CondarcFile("test", Map.of()).read(condarc);
  }
}
