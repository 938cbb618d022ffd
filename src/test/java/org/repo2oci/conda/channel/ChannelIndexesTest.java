package org.repo2oci.conda.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.repo2oci.conda.channel.ChannelFixture.record;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.conda.Noarch;
import org.repo2oci.conda.PackageRecord;
import org.repo2oci.conda.spec.MatchSpec;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.TestServer;

class ChannelIndexesTest {
  private static final String EMPTY = "{\"info\":{\"subdir\":\"noarch\"},\"packages\":{}}";

  @TempDir Path folder;
  private ChannelFixture fixture;

  @BeforeEach
  void start() throws IOException {
    fixture = new ChannelFixture(folder);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void recordsOfBothPlatformsAndAllChannelsAreFound() throws Exception {
    fixture
        .index("one", "linux-64", index("b-1-0.conda", record("b", "1", "0")))
        .index("one", "noarch", index("b-2-0.conda", record("b", "2", "0")))
        .index("two", "linux-64", index("b-3-0.conda", record("b", "3", "0")))
        .index("two", "noarch", EMPTY);

    ChannelIndexes indexes = fixture.open(fixture.channel("one"), fixture.channel("two"));

    assertThat(indexes.records("b"))
        .extracting(r -> r.record().version(), ChannelRecord::priority, r -> r.record().subdir())
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("1", 0, "linux-64"),
            org.assertj.core.groups.Tuple.tuple("2", 0, "noarch"),
            org.assertj.core.groups.Tuple.tuple("3", 1, "linux-64"));
    assertThat(indexes.records("c")).isEmpty();
    assertThat(indexes.records("b")).isSameAs(indexes.records("b"));
  }

  @Test
  void aRecordSaysAllThatItsIndexSays() throws Exception {
    fixture
        .index(
            "one",
            "linux-64",
            """
            {"info":{"subdir":"linux-64"},"packages":{},"packages.conda":{
              "My-Pkg-1.2-h1_3.conda":{"name":"My-Pkg","version":"1.2","build":"h1_3","build_number":3,
              "depends":["python >=3.9","a \\"b\\" {"],"constrains":["c <2"],"track_features":"x y",
              "timestamp":1700000000,"size":77,"md5":"%s","sha256":"%s","license":"MIT","requires":["z"],
              "run_exports":{"weak":["x{"]},"noarch":"python","python_site_packages_path":"lib/x"}}}\
            """
                .formatted("AB".repeat(16), "cd".repeat(32)))
        .index("one", "noarch", EMPTY);

    ChannelRecord found = fixture.open(fixture.channel("one")).records("my-pkg").getFirst();

    PackageRecord record = found.record();
    assertThat(record.name()).isEqualTo("my-pkg");
    assertThat(record.buildNumber()).isEqualTo(3);
    assertThat(record.depends()).containsExactly("python >=3.9", "a \"b\" {");
    assertThat(record.constrains()).containsExactly("c <2");
    assertThat(record.trackFeatures()).containsExactly("x", "y");
    assertThat(record.timestamp()).isEqualTo(1_700_000_000_000L);
    assertThat(record.size()).isEqualTo(77);
    assertThat(record.md5()).contains("ab".repeat(16));
    assertThat(record.sha256().orElseThrow().hex()).isEqualTo("cd".repeat(32));
    assertThat(record.license()).contains("MIT");
    assertThat(record.noarch()).isEqualTo(Noarch.PYTHON);
    assertThat(record.sitePackages()).contains("lib/x");
    assertThat(found.url())
        .isEqualTo(fixture.server.uri("/one/linux-64/My-Pkg-1.2-h1_3.conda").toString());
    assertThat(found.matches(MatchSpec.parse("one::my-pkg=1.2"))).isTrue();
    assertThat(found.matches(MatchSpec.parse("two::my-pkg=1.2"))).isFalse();
  }

  @Test
  void oneOfTwoFormsIsEnoughAndRemovedOnesStayAway() throws Exception {
    fixture
        .index(
            "one",
            "linux-64",
            """
            {"packages.conda":{"b-1-0.conda":%s},
             "packages":{"b-1-0.tar.bz2":%s,"b-1-1.tar.bz2":%s},
             "removed":["b-0-0.tar.bz2"],"repodata_version":1}\
            """
                .formatted(record("b", "1", "0"), record("b", "1", "0"), record("b", "1", "1")))
        .index("one", "noarch", EMPTY);

    assertThat(fixture.open(fixture.channel("one")).records("b"))
        .extracting(r -> r.record().fileName())
        .containsExactlyInAnyOrder("b-1-0.conda", "b-1-1.tar.bz2");
  }

  @Test
  void readsVersionThreeBesideTheOthers() throws Exception {
    fixture
        .index(
            "one",
            "linux-64",
            """
            {"packages":{"b-1-0.tar.bz2":%s},"v3":{"conda":{"b-2-0":%s},"tar.bz2":{"b-3-0":%s}}}\
            """
                .formatted(
                    record("b", "1", "0"),
                    record(
                        "b",
                        "2",
                        "0",
                        "\"extra_depends\":{\"all\":[\"x\"]}",
                        "\"flags\":[\"cuda\"]"),
                    record("b", "3", "0")))
        .index("one", "noarch", EMPTY);

    List<ChannelRecord> records = fixture.open(fixture.channel("one")).records("b");

    assertThat(records)
        .extracting(r -> r.record().fileName())
        .containsExactlyInAnyOrder("b-1-0.tar.bz2", "b-2-0.conda", "b-3-0.tar.bz2");
    PackageRecord second =
        records.stream()
            .map(ChannelRecord::record)
            .filter(r -> r.version().equals("2"))
            .findFirst()
            .orElseThrow();
    assertThat(second.extraDepends()).containsEntry("all", List.of("x"));
    assertThat(second.flags()).containsExactly("cuda");
  }

  @Test
  void archivesAreWhereTheIndexSays() throws Exception {
    fixture
        .index(
            "one",
            "linux-64",
            "{\"info\":{\"base_url\":\"https://files.example.org/x\"},\"repodata_version\":2,\"packages\":{\"b-1-0.tar.bz2\":%s}}"
                .formatted(record("b", "1", "0")))
        .index(
            "one",
            "noarch",
            "{\"info\":{\"base_url\":\"../files/\"},\"packages\":{\"c-1-0.tar.bz2\":%s}}"
                .formatted(record("c", "1", "0")));

    ChannelIndexes indexes = fixture.open(fixture.channel("one"));

    assertThat(indexes.records("b").getFirst().url())
        .isEqualTo("https://files.example.org/x/b-1-0.tar.bz2");
    assertThat(indexes.records("c").getFirst().url())
        .isEqualTo(fixture.server.uri("/one/files/c-1-0.tar.bz2").toString());
  }

  @Test
  void recordsThatNobodyCanUseAreLeftOut() throws Exception {
    fixture
        .index(
            "one",
            "linux-64",
            """
            {"packages":{"b-1-0.tar.bz2":{"name":"b"},"b-1..2-0.tar.bz2":%s,"b-3-0.tar.bz2":null,
             "b-4/../x-0.tar.bz2":%s,"b-5-0.tar.bz2":%s}}\
            """
                .formatted(
                    record("b", "1..2", "0"), record("b", "4/../x", "0"), record("b", "5", "0")))
        .index("one", "noarch", EMPTY);

    assertThat(fixture.open(fixture.channel("one")).records("b"))
        .extracting(r -> r.record().version())
        .containsExactly("5");
  }

  @Test
  void thePlainIndexDoesWhereThereIsNoOther() throws Exception {
    fixture.server.on(
        "/one/noarch/repodata.json",
        index("b-1-0.conda", record("b", "1", "0")).getBytes(StandardCharsets.UTF_8));

    assertThat(fixture.open(fixture.channel("one")).records("b")).hasSize(1);
    assertThat(fixture.events.toString()).contains("The channel `one` has no index for linux-64");
  }

  @Test
  void anUnchangedIndexIsNotReadAgain() throws Exception {
    byte[] body =
        Zstd.compress(index("b-1-0.conda", record("b", "1", "0")).getBytes(StandardCharsets.UTF_8));
    fixture.server.on(
        "/one/noarch/repodata.json.zst",
        (exchange, number) -> {
          exchange.getResponseHeaders().add("ETag", "\"1\"");
          boolean known = "\"1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
          TestServer.send(exchange, known ? 304 : 200, known ? new byte[0] : body);
        });

    fixture.open(fixture.channel("one"));

    assertThat(fixture.open(fixture.channel("one")).records("b")).hasSize(1);
    assertThat(fixture.server.count("/one/noarch/repodata.json.zst")).isEqualTo(2);
  }

  @Test
  void aFolderIsAChannelAndChangesCount() throws Exception {
    Path channel = folder.resolve("made here");
    Path file =
        ChannelFixture.write(channel, "noarch", index("b-1-0.conda", record("b", "1", "0")));
    assertThat(fixture.open(ChannelFixture.folder(channel)).records("b")).hasSize(1);

    Files.writeString(file, index("b-2-0.conda", record("b", "2", "00")));

    ChannelRecord record = fixture.open(ChannelFixture.folder(channel)).records("b").getFirst();
    assertThat(record.record().version()).isEqualTo("2");
    assertThat(record.url()).endsWith("/made%20here/noarch/b-2-0.conda");
  }

  @Test
  void aChannelThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> fixture.open(fixture.channel("none")))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure.message())
                  .isEqualTo("Cannot read the channel `none`: 404 Not Found");
              assertThat(failure.details().getFirst())
                  .contains("has no index for linux-64 or noarch");
              assertThat(failure.hints()).isNotEmpty();
            });
  }

  @Test
  void aChannelThatRefusesIsNoMissingOne() {
    for (String file :
        List.of("repodata_shards.msgpack.zst", "repodata.json.zst", "repodata.json")) {
      fixture.server.on(
          "/one/noarch/" + file, (exchange, _) -> TestServer.send(exchange, 403, new byte[0]));
    }

    assertThatThrownBy(() -> fixture.open(fixture.channel("one")))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure.message()).isEqualTo("Cannot read the channel `one`");
              assertThat(failure.details().toString()).contains("403 Forbidden");
              assertThat(failure.hints().toString()).contains("netrc");
            });
  }

  @Test
  void brokenIndexesAreNamed() {
    broken(
        "<!DOCTYPE html><html>log in</html>".getBytes(StandardCharsets.UTF_8), "a web page came");
    broken("[1]".getBytes(StandardCharsets.UTF_8), "an object was expected");
    broken(
        "{\"packages\":{\"b-1-0.conda\":{\"name\":".getBytes(StandardCharsets.UTF_8),
        "ends in the middle");
    broken("{\"packages\":[]}".getBytes(StandardCharsets.UTF_8), "the packages are no object");
    broken(
        "{\"packages\":{\"b\":{\"c\" 1}}".getBytes(StandardCharsets.UTF_8), "ends in the middle");
    broken(("{\"x\":" + "[".repeat(1000)).getBytes(StandardCharsets.UTF_8), "nested too deeply");
    byte[] whole =
        Zstd.compress(index("b-1-0.conda", record("b", "1", "0")).getBytes(StandardCharsets.UTF_8));
    broken(Arrays.copyOf(whole, whole.length / 2), "");
  }

  private void broken(byte[] body, String why) {
    fixture.server.on("/one/noarch/repodata.json.zst", body);
    assertThatThrownBy(() -> fixture.open(fixture.channel("one")))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure.message())
                  .isEqualTo("Cannot read the channel `one`: its index is broken");
              assertThat(failure.details().getFirst())
                  .contains("/one/noarch/repodata.json.zst: ")
                  .contains(why);
            });
  }

  @Test
  void aRecordThatIsNoJsonIsFoundWhereItIsWanted() throws Exception {
    fixture.index(
        "one",
        "noarch",
        "{\"packages\":{\"b-1-0.conda\":{oops},\"c-1-0.conda\":%s}}"
            .formatted(record("c", "1", "0")));
    ChannelIndexes indexes = fixture.open(fixture.channel("one"));

    assertThat(indexes.records("c")).hasSize(1);
    assertThatThrownBy(() -> indexes.records("b"))
        .isInstanceOf(BuildFailure.class)
        .hasMessage("Cannot read the channel `one`: its index is broken");
  }

  @Test
  void anIndexOfTheFutureIsRefused() {
    fixture.index("one", "noarch", "{\"repodata_version\":7,\"packages\":{}}");

    assertThatThrownBy(() -> fixture.open(fixture.channel("one")))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("its index has the version 7");
  }

  @Test
  void theNextMirrorIsAskedWhereOneFails() throws Exception {
    String bad = fixture.server.uri("/bad").toString();
    String good = fixture.server.uri("/good").toString();
    fixture.server.on(
        "/bad/noarch/repodata_shards.msgpack.zst",
        (exchange, _) -> TestServer.send(exchange, 500, new byte[0]));
    fixture.index("good", "noarch", index("b-1-0.conda", record("b", "1", "0")));
    Channel channel =
        new Channel(
            "one",
            "https://example.org/one",
            List.of(bad, good),
            java.util.Optional.empty(),
            java.util.Set.of());

    ChannelRecord record = fixture.open(channel).records("b").getFirst();

    assertThat(record.url()).isEqualTo("https://example.org/one/noarch/b-1-0.conda");
    assertThat(channel.downloads(record.url()))
        .hasToString("[%s/noarch/b-1-0.conda, %s/noarch/b-1-0.conda]".formatted(bad, good));
  }

  @Test
  void aLoginAndATokenAreSentAndNotShown() throws Exception {
    fixture.server.on(
        "/t/secret/one/noarch/repodata.json.zst",
        (exchange, _) -> {
          String login = exchange.getRequestHeaders().getFirst("Authorization");
          boolean right = "Basic bWU6cGFzcw==".equals(login);
          TestServer.send(
              exchange,
              right ? 200 : 401,
              Zstd.compress(
                  index("b-1-0.conda", record("b", "1", "0")).getBytes(StandardCharsets.UTF_8)));
        });
    String url = fixture.server.uri("/t/secret/one").toString().replace("//", "//me:pass@");
    Channel channel =
        new Channels(CondaSettings.none(), folder, fixture.events::add).resolve(url).getFirst();

    ChannelRecord found = fixture.open(channel).records("b").getFirst();

    String shown = fixture.server.uri("/one").toString();
    assertThat(found.url()).isEqualTo(shown + "/noarch/b-1-0.conda");
    assertThat(found.locked("", fixture.events::add).channel()).isEqualTo(shown);
    assertThat(fixture.events.toString()).doesNotContain("secret", "pass");
  }

  @Test
  void aTokenIsNotInFailures() {
    fixture.server.on(
        "/t/secret/one/noarch/repodata_shards.msgpack.zst",
        (exchange, _) -> TestServer.send(exchange, 500, new byte[0]));
    String url = fixture.server.uri("/t/secret/one").toString();
    Channel channel =
        new Channels(CondaSettings.none(), folder, fixture.events::add).resolve(url).getFirst();

    assertThatThrownBy(() -> fixture.open(channel))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure ->
                assertThat(failure.message() + failure.details() + failure.hints())
                    .contains("500 Internal Server Error")
                    .doesNotContain("secret"));
  }

  @Test
  void namesThatWereMeantAreOffered() throws Exception {
    StringBuilder packages = new StringBuilder();
    for (String name :
        List.of("numpy", "jupyter_server", "python-graphviz", "scipy", "matplotlib-base")) {
      packages.append("\"%s-1-0.conda\":%s,".formatted(name, record(name, "1", "0")));
    }
    fixture.index(
        "one",
        "noarch",
        "{\"packages\":{%s}}".formatted(packages.substring(0, packages.length() - 1)));
    ChannelIndexes indexes = fixture.open(fixture.channel("one"));

    assertThat(indexes.similar("nunpy", 3)).containsExactly("numpy");
    assertThat(indexes.similar("nupmy", 3)).containsExactly("numpy");
    assertThat(indexes.similar("jupyter-server", 3)).containsExactly("jupyter_server");
    assertThat(indexes.similar("graphviz", 3)).containsExactly("python-graphviz");
    assertThat(indexes.similar("matplotlib", 3)).containsExactly("matplotlib-base");
    assertThat(indexes.similar("tensorflow", 3)).isEmpty();
  }

  @Test
  void aDigestIsNeededAndMd5IsSaid() throws Exception {
    fixture.index(
        "one",
        "noarch",
        """
        {"packages":{"b-1-0.conda":{"name":"b","version":"1","build":"0","md5":"%s"},
         "c-1-0.conda":{"name":"c","version":"1","build":"0"}}}\
        """
            .formatted("ab".repeat(16)));
    ChannelIndexes indexes = fixture.open(fixture.channel("one"));

    assertThat(indexes.records("b").getFirst().locked("b", fixture.events::add).channel())
        .isEqualTo("one");
    assertThat(fixture.events)
        .contains(
            new BuildEvent.Noted(
                BuildEvent.Stage.RESOLVE,
                "`b 1 0` of `one` is checked by its MD5 digest: the index has no SHA-256"));
    ChannelRecord without = indexes.records("c").getFirst();
    assertThatThrownBy(() -> without.locked("c", fixture.events::add))
        .isInstanceOf(BuildFailure.class)
        .hasMessage("Cannot use `c 1 0`: the index of `one` has no digest of it");
  }

  private static String index(String key, String record) {
    return "{\"info\":{},\"packages.conda\":{\"%s\":%s}}".formatted(key, record);
  }
}
