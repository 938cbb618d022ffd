package org.repo2oci.pypi.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.TestServer;
import org.repo2oci.image.Digest;
import org.repo2oci.pypi.index.IndexSettings;
import org.repo2oci.pypi.index.LockedUrl;
import org.repo2oci.pypi.index.PackageIndex;
import org.repo2oci.pypi.spec.Requirements;
import org.repo2oci.pypi.spec.RequirementsReader;
import org.repo2oci.pypi.wheel.WheelBuilder;

/** The real uv against an index that wants a login, which no program in the sandbox has. */
@Tag("e2e")
class PrivateIndexE2eTest {
  /** All that a build backend has to be; it needs a package of the index itself. */
  private static final String BACKEND =
      """
      import os, tinyhelper, zipfile
      METADATA = "Metadata-Version: 2.1\\nName: thing\\nVersion: 1\\nRequires-Dist: dependency\\n"
      WHEEL = "Wheel-Version: 1.0\\nGenerator: tiny\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
      def get_requires_for_build_wheel(config_settings=None):
          return ["late"]
      def build_wheel(folder, config_settings=None, metadata_directory=None):
          import late
          seen = [n for n in os.environ if "proxy" in n.lower() or "UV" in n]
          with zipfile.ZipFile(os.path.join(folder, "thing-1-py3-none-any.whl"), "w") as wheel:
              wheel.writestr("thing.py", "seen = %r\\n" % seen)
              wheel.writestr("thing-1.dist-info/METADATA", METADATA)
              wheel.writestr("thing-1.dist-info/WHEEL", WHEEL)
              wheel.writestr("thing-1.dist-info/RECORD", "thing.py,,\\n")
          return "thing-1-py3-none-any.whl"
      """;

  private static ToolboxFolders toolboxes;

  @TempDir Path folder;
  private TestServer server;
  private RealMachine machine;
  private Path repository;

  @BeforeAll
  static void unpack() throws Exception {
    toolboxes = ToolboxFolders.onThisMachine();
  }

  @BeforeEach
  void serve() throws Exception {
    server = new TestServer();
    wheel(WheelBuilder.of("dependency", "2").file("dependency.py", ""));
    wheel(WheelBuilder.of("tinybackend", "1").file("tinybackend.py", BACKEND));
    wheel(WheelBuilder.of("tinyhelper", "1").file("tinyhelper.py", ""));
    wheel(WheelBuilder.of("late", "1").file("late.py", ""));
    file("thing", "thing-1.zip", sdist());
    machine = RealMachine.in(folder, toolboxes);
    repository = Files.createDirectories(folder.resolve("repository"));
  }

  @AfterEach
  void stop() {
    machine.close();
    server.close();
  }

  private void wheel(WheelBuilder wheel) {
    String name = wheel.fileName().replaceFirst("-.*", "");
    file(name, wheel.fileName(), wheel.zip().bytes());
  }

  private void file(String name, String fileName, byte[] content) {
    protectedPage(
        "/simple/" + name + "/",
        "<a href='/files/%s#sha256=%s'>%s</a>"
            .formatted(fileName, Digest.of(content).hex(), fileName)
            .getBytes(StandardCharsets.UTF_8));
    protectedPage("/files/" + fileName, content);
  }

  private void protectedPage(String path, byte[] content) {
    server.on(
        path,
        (exchange, _) -> {
          boolean known = login("me:secret").equals(authorization(exchange));
          TestServer.send(exchange, known ? 200 : 401, known ? content : new byte[0]);
        });
  }

  private static String login(String text) {
    return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String authorization(HttpExchange exchange) {
    return String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private static byte[] sdist() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("thing-1/pyproject.toml"));
      zip.write(
          """
          [build-system]
          requires = ["tinybackend", "tinyhelper"]
          build-backend = "tinybackend"
          """
              .getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private IndexSettings settings(String login) {
    return new IndexSettings(
        Optional.of(
            new PackageIndex(
                PackageIndex.DEFAULT,
                "http://%s@127.0.0.1:%d/simple".formatted(login, server.port()))),
        List.of(),
        List.of(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private ResolvedPython resolve(IndexSettings settings, String list)
      throws IOException, InterruptedException {
    Files.writeString(repository.resolve("requirements.txt"), list);
    Requirements user = RequirementsReader.read(repository, "requirements.txt", machine.fetcher());
    return new PythonResolver(machine.tools())
        .resolve(
            new ResolveRequest(repository, user, ServerSet.none(), settings, RealMachine.TARGET));
  }

  @Test
  void resolvesAndBuildsWithoutShowingTheLogin() throws Exception {
    ResolvedPython resolved = resolve(settings("me:secret"), "thing\n");

    assertThat(resolved.packages())
        .extracting(LockedPackage::name)
        .containsExactly("dependency", "thing");
    assertThat(resolved.packages().getLast().source())
        .isInstanceOfSatisfying(
            LockedPackage.Source.Sdist.class,
            sdist ->
                assertThat(sdist.url())
                    .isEqualTo(new LockedUrl(Optional.of("default"), "../files/thing-1.zip")));
    assertThat(resolved.toString()).doesNotContain("secret");

    SdistBuilder builder =
        new SdistBuilder(
            machine.tools(),
            new SdistBuilder.Surroundings(
                settings("me:secret"),
                settings("me:secret").indexes(),
                RealMachine.TARGET,
                repository,
                Digest.of(new byte[0]),
                Optional.empty(),
                "/home/jovyan"));
    BuiltWheel wheel = builder.build(resolved.packages().getLast());

    assertThat(wheel.fileName()).isEqualTo("thing-1-py3-none-any.whl");
    try (ZipFile zip = new ZipFile(wheel.blob().file().toFile())) {
      assertThat(zip.getInputStream(zip.getEntry("thing.py")).readAllBytes())
          .asString(StandardCharsets.UTF_8)
          .as("what the hooks see of the way to the indexes")
          .isEqualTo("seen = []\n");
    }
    assertThat(machine.events().toString()).doesNotContain("secret");
  }

  @Test
  void saysThatTheLoginIsWrong() {
    BuildFailure failure =
        catchThrowableOfType(
            BuildFailure.class, () -> resolve(settings("me:wrong"), "dependency\n"));

    assertThat(failure.kind()).isEqualTo(BuildFailure.Kind.ENVIRONMENT);
    assertThat(failure.message()).contains("401 Unauthorized").doesNotContain("wrong");
    assertThat(failure.hints().getFirst()).contains("netrc");
  }

  @Test
  void namesTheLineOfAPackageThatTheIndexLacks() {
    BuildFailure failure =
        catchThrowableOfType(
            BuildFailure.class, () -> resolve(settings("me:secret"), "dependency\nabsent\n"));

    assertThat(failure.message())
        .isEqualTo(
            "Cannot resolve `requirements.txt` at line 2: the index has no package `absent`");
  }
}
