package org.repo2oci.repository.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.HttpConnections;
import org.repo2oci.fetch.HttpFetcher;
import org.repo2oci.fetch.NetworkSettings;
import org.repo2oci.fetch.RetryPolicy;
import org.repo2oci.fetch.TestServer;
import org.repo2oci.store.DiskStore;

/** The answers have the shape that the archives' own have. */
class ArchivesTest {
  private static final Waiting SHORT = new Waiting(Duration.ofMillis(5), Duration.ofMillis(500));
  private static final String HASH = "0f5c4d1ee1ebff1a9d18d0a11a8f6eb9f0b3c2d1";

  @TempDir Path temporary;
  private final List<BuildEvent> events = new CopyOnWriteArrayList<>();
  private final List<String> methods = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private Path into = Path.of("");

  @SuppressWarnings("NullAway.Init") // made before each test
  private TestServer server;

  private String host = "";

  @BeforeEach
  void start() throws IOException {
    server = new TestServer();
    open.add(server);
    host = server.uri("").getAuthority();
    into = Files.createDirectory(temporary.resolve("into"));
    String data =
        new String(
            ArchiveHosts.class.getResourceAsStream("archives.json").readAllBytes(),
            StandardCharsets.UTF_8);
    String local =
        data.replaceAll("\"(https://)?[a-z0-9.]+\\.(org|edu|com|io)/", "\"$1" + host + "/")
            .replace("https://", "http://")
            .replace(host + "/record", host + "/z/record")
            .replace(host + "/doi/", host + "/z/doi/");
    environment.put(
        "REPO2OCI_ARCHIVES",
        Files.writeString(temporary.resolve("archives.json"), local).toString());
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private Archives archives() throws IOException {
    NetworkSettings settings =
        NetworkSettings.from(Map.of(), Optional.empty())
            .withTimes(
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                new RetryPolicy(
                    2, Duration.ofMillis(5), Duration.ofMillis(5), Duration.ofMillis(5)));
    HttpFetcher fetcher =
        new HttpFetcher(settings, DiskStore.open(temporary.resolve("store")), events::add);
    HttpConnections connections = new HttpConnections(settings);
    open.add(fetcher);
    open.add(connections);
    return new Archives(environment, fetcher, connections, SHORT, SHORT, events::add);
  }

  private Deposit.Files fetch(String text) throws Exception {
    return archives().find(text).orElseThrow().fetch(into);
  }

  private void json(String path, String text) {
    server.on(path, (exchange, _) -> send(exchange, 200, here(text)));
  }

  private void file(String path, String text) {
    server.on(path, (exchange, _) -> send(exchange, 200, text.getBytes(StandardCharsets.UTF_8)));
  }

  private byte[] here(String text) {
    return text.replace('\'', '"')
        .replace("HERE", "http://" + host)
        .getBytes(StandardCharsets.UTF_8);
  }

  private void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    methods.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private void doi(String doi, String address) {
    json(
        "/api/handles/" + doi,
        "{'responseCode': 1, 'values': [{'type': 'HS_ADMIN', 'data': {}}, {'index': 1, 'type':"
            + " 'URL', 'data': {'format': 'string', 'value': '"
            + address
            + "'}}]}");
  }

  private void zenodo(String entries) {
    json("/api/records/3242074", "{'links': {'files': 'HERE/api/records/3242074/files'}}");
    json("/api/records/3242074/files", "{'enabled': true, 'entries': [" + entries + "]}");
  }

  private static String entry(String name, String sum) {
    return "{'key': '%s', 'checksum': '%s', 'links': {'content': 'HERE/content/%s'}}"
        .formatted(name, sum, name);
  }

  @ParameterizedTest
  @CsvSource({
    "10.5281/zenodo.3242074",
    "doi:10.5281/zenodo.3242074",
    "DOI: 10.5281/zenodo.3242074",
    "https://doi.org/10.5281/zenodo.3242074",
    "dx.doi.org/10.5281/zenodo.3242074",
  })
  void aDoiOfZenodoIsItsFiles(String text) throws Exception {
    doi("10.5281/zenodo.3242074", "HERE/z/records/3242074");
    zenodo(entry("a.txt", "md5:0cc175b9c0f1b6a831c399e269772661") + "," + entry("b.zip", ""));
    file("/content/a.txt", "a");
    file("/content/b.zip", "PK is what some texts begin with");

    Deposit.Files files = fetch(text);

    assertThat(files).isEqualTo(new Deposit.Files(into, "3242074"));
    assertThat(into.resolve("a.txt")).hasContent("a");
    assertThat(into.resolve("b.zip")).exists();
  }

  @Test
  void theOnlyZipOfARecordIsUnpackedWithoutItsOnlyFolder() throws Exception {
    zenodo(entry("project.zip", ""));
    server.on(
        "/content/project.zip",
        (exchange, _) ->
            send(exchange, 200, Zips.of("project-1/requirements.txt", "six", "project-1/x/y", "")));

    Deposit.Files files = fetch("http://" + host + "/z/doi/10.5281/zenodo.3242074");

    assertThat(files.root()).isEqualTo(into.resolve("project-1"));
    assertThat(files.root().resolve("requirements.txt")).hasContent("six");
  }

  @Test
  void aFileThatIsNotWhatZenodoSaysIsRefused() {
    zenodo(entry("a.txt", "md5:00000000000000000000000000000000"));
    file("/content/a.txt", "a");

    assertThatThrownBy(() -> fetch("http://" + host + "/z/records/3242074"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("it is not what Zenodo says it is");
  }

  @Test
  void aNameThatLeavesTheFolderIsRefused() {
    zenodo(entry("../../evil", "") + "," + entry("b", ""));
    file("/content/../../evil", "x");

    assertThatThrownBy(() -> fetch("http://" + host + "/z/records/3242074"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("not a path inside");
  }

  @ParameterizedTest
  @CsvSource({
    "/articles/binder-examples/9784088,1",
    "/articles/dataset/a_title/9784088/3,3",
    "/account/articles/code/x/9784088/2/,2",
  })
  void anArticleOfFigshareHasAVersion(String page, String version) throws Exception {
    json(
        "/v2/articles/9784088/versions/" + version,
        """
        {'files': [
          {'name': 'x.zip', 'is_link_only': false, 'download_url': 'HERE/ndownloader/1'},
          {'name': 'elsewhere', 'is_link_only': true, 'download_url': 'HERE/none'}]}\
        """);
    server.on(
        "/ndownloader/1", (exchange, _) -> send(exchange, 200, Zips.of("requirements.txt", "six")));

    Deposit.Files files = fetch("http://" + host + page);

    assertThat(files).isEqualTo(new Deposit.Files(into, "9784088.v" + version));
    assertThat(into.resolve("requirements.txt")).hasContent("six");
  }

  private void dataverse() {
    json(
        "/dataverse-installations/data/data.json",
        "{'installations': [{'hostname': 'other.example.org'}, {'hostname': '" + host + "'}]}");
    json(
        "/api/datasets/:persistentId?persistentId=doi:10.7910/DVN/TJCLKP",
        """
        {'status': 'OK', 'data': {'latestVersion': {'files': [
          {'label': 'a.tab', 'directoryLabel': 'data/in',
           'dataFile': {'id': 7, 'originalFileName': 'a.dta', 'md5': 'of the other form'}},
          {'label': 'run.py', 'dataFile': {'id': 8, 'md5': '0cc175b9c0f1b6a831c399e269772661'}}
        ]}}}\
        """);
    file("/api/access/datafile/7?format=original", "table");
    file("/api/access/datafile/8?format=original", "a");
    for (String id : List.of(":persistentId?persistentId=doi:10.7910/DVN/TJCLKP/F&", "8?")) {
      json(
          "/api/files/" + id + "returnDatasetVersion=true",
          "{'data': {'datasetVersion': {'datasetPersistentId': 'doi:10.7910/DVN/TJCLKP'}}}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/citation?persistentId=doi:10.7910/DVN/TJCLKP",
        "/citation?persistentId=doi:10.7910/DVN/TJCLKP/F",
        "/dataset.xhtml?persistentId=doi%3A10.7910%2FDVN%2FTJCLKP&version=2",
        "/file.xhtml?persistentId=doi:10.7910/DVN/TJCLKP/F",
        "/api/access/datafile/8",
      })
  void aDatasetOfDataverseHasItsFilesAsTheyWereDeposited(String page) throws Exception {
    dataverse();

    Deposit.Files files = fetch("http://" + host + page);

    assertThat(files).isEqualTo(new Deposit.Files(into, "doi:10.7910/DVN/TJCLKP"));
    assertThat(into.resolve("data/in/a.dta")).hasContent("table");
    assertThat(into.resolve("run.py")).hasContent("a");
  }

  @Test
  void theListOfInstallationsMayBeAnother() throws Exception {
    dataverse();
    json("/list", "{'installations': []}");
    environment.put("R2D_DATAVERSE_INSTALLATIONS_URL", "http://" + host + "/list");

    assertThat(archives().find("http://" + host + "/dataset.xhtml?persistentId=doi:10.1/x"))
        .isEmpty();
  }

  private void hydroshare() {
    json(
        "/hsapi/resource/abc/scimeta/elements",
        """
        {'dates': [{'type': 'created', 'start_date': '2018-01-01T00:00:00Z'},
          {'type': 'modified', 'start_date': '2019-09-25T16:09:17.006152Z'}]}\
        """);
  }

  @Test
  void aResourceOfHydroshareIsWaitedFor() throws Exception {
    hydroshare();
    server.on(
        "/django_s3/download/bags/abc.zip",
        (exchange, count) ->
            send(
                exchange,
                200,
                count < 3
                    ? "{\"bag_status\": \"Not ready\"}".getBytes(StandardCharsets.UTF_8)
                    : Zips.of("abc/bagit.txt", "", "abc/data/contents/x.ipynb", "{}")));

    Deposit.Files files = fetch("http://" + host + "/resource/abc/");

    assertThat(files.contentId()).isEqualTo("abc.v1569427757");
    assertThat(files.root().resolve("x.ipynb")).hasContent("{}");
    assertThat(files.root().resolve("bagit.txt")).doesNotExist();
  }

  @Test
  void aResourceThatIsNeverReadyIsAFailure() {
    hydroshare();
    file("/django_s3/download/bags/abc.zip", "not yet");

    assertThatThrownBy(() -> fetch("http://" + host + "/resource/abc"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("Hydroshare has not packed it");
  }

  private void vault() throws IOException {
    Path tree = Files.createDirectories(temporary.resolve("swh:1:dir:" + HASH));
    Files.writeString(tree.resolve("a.py"), "print()");
    new ProcessBuilder("tar", "-czf", "x.tar.gz", tree.getFileName().toString())
        .directory(temporary.toFile())
        .start()
        .onExit()
        .join();
    byte[] tar = Files.readAllBytes(temporary.resolve("x.tar.gz"));
    server.on("/raw", (exchange, _) -> send(exchange, 200, tar));
    server.on(
        "/api/1/vault/flat/swh:1:dir:" + HASH + "/",
        (exchange, count) ->
            send(
                exchange,
                200,
                here(
                    count < 3
                        ? "{'status': 'pending', 'fetch_url': 'HERE/raw'}"
                        : "{'status': 'done', 'fetch_url': 'HERE/raw'}")));
    json("/api/1/revision/" + "a".repeat(40) + "/", "{'directory': '" + HASH + "'}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"dir:" + HASH, "dir:" + HASH + ";origin=https://example.org/x", "rev:REV"})
  void softwareHeritageIsAskedToGatherAFolder(String id) throws Exception {
    vault();
    environment.put("SWH_TOKEN", "secret");

    Deposit.Files files = fetch("swh:1:" + id.replace("REV", "a".repeat(40)));

    assertThat(files.contentId()).isEqualTo("swh:1:dir:" + HASH);
    assertThat(files.root().resolve("a.py")).hasContent("print()");
    assertThat(methods).contains("POST /api/1/vault/flat/swh:1:dir:" + HASH + "/");
    assertThat(server.asked())
        .filteredOn(asked -> asked.path().contains("vault"))
        .allSatisfy(
            asked -> assertThat(asked.headers()).containsEntry("Authorization", "Bearer secret"));
  }

  @Test
  void whatSoftwareHeritageCannotGatherIsAFailure() {
    server.on(
        "/api/1/vault/flat/swh:1:dir:" + HASH + "/",
        (exchange, _) -> send(exchange, 200, here("{'status': 'failed'}")));

    assertThatThrownBy(() -> fetch("swh:1:dir:" + HASH))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("cannot gather it");
    assertThatThrownBy(() -> fetch("swh:1:cnt:" + HASH))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("no folder and no revision");
  }

  @ParameterizedTest
  @CsvSource({
    "/dataset/rain,a.csv",
    "/portal/dataset/rain,a.csv",
    "/dataset/rain/history/7f,old.csv",
    "/dataset/rain?activity_id=7f,old.csv",
  })
  void aDatasetOfCkanHasItsResources(String page, String file) throws Exception {
    String prefix = page.startsWith("/portal") ? "/portal" : "";
    json(prefix + "/api/3/action/status_show", "{'success': true}");
    json(
        prefix + "/api/3/action/package_show?id=rain",
        """
        {'result': {'metadata_modified': '2024-02-27T14:15:54.573058', 'resources': [
          {'id': 'one', 'url': 'HERE/d/a.csv?x=1'}, {'id': 'two', 'url': ''},
          {'id': 'three', 'url': 'HERE/d/'}]}}\
        """);
    json(
        prefix + "/api/3/action/activity_data_show?id=7f&object_type=package",
        "{'result': {'resources': [{'id': 'one', 'url': 'HERE/d/old.csv'}]}}");
    file("/d/a.csv?x=1", "1");
    file("/d/old.csv", "0");
    file("/d/", "3");

    Deposit.Files files = fetch("http://" + host + page);

    assertThat(files.contentId()).isEqualTo("rain.v1709043354");
    assertThat(into.resolve(file)).exists();
    assertThat(into.resolve("three").toFile().exists()).isEqualTo(file.equals("a.csv"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/owner/repo", "/owner/dataset/repo", "/owner/repo.git", "/resources/x"})
  void anAddressThatIsOfNoArchiveIsLeftToGit(String page) throws Exception {
    assertThat(archives().find("http://" + host + page)).isEmpty();
    assertThat(server.asked())
        .allSatisfy(asked -> assertThat(asked.path()).contains("status_show"));
  }

  @Test
  void aDoiThatIsNoneOrLeadsElsewhereIsAFailure() {
    doi("10.1/elsewhere", "https://journal.example.org/article");
    json("/dataverse-installations/data/data.json", "{'installations': []}");

    assertThatThrownBy(() -> fetch("10.1/unknown"))
        .isInstanceOf(BuildFailure.class)
        .hasMessage("Cannot find `10.1/unknown`: there is no such DOI");
    assertThatThrownBy(() -> fetch("10.1/elsewhere"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("which is no archive that is known");
  }

  @Test
  void archivesThatCannotBeReadAreNamed() {
    environment.put("REPO2OCI_ARCHIVES", "/no/such/file");

    assertThatThrownBy(() -> fetch("10.1/x"))
        .isInstanceOf(BuildFailure.class)
        .hasMessage("Cannot read the archives of `/no/such/file`");
  }

  @Test
  void thoseThatTheProductKnowsCanBeRead() {
    ArchiveHosts hosts = ArchiveHosts.of(Map.of());

    assertThat(hosts.zenodo()).hasSize(3);
    assertThat(ArchiveHosts.behind(hosts.zenodo().get(1).pages(), "https://zenodo.org/records/1"))
        .contains("1");
  }
}
