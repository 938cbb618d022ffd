package org.repo2oci.build;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.cran.LockedR;
import org.repo2oci.cran.RDefinition;
import org.repo2oci.cran.RVersion;
import org.repo2oci.cran.install.RTools;
import org.repo2oci.cran.resolve.ArchiveReader;
import org.repo2oci.event.EventSink;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.image.Digest;
import org.repo2oci.image.Platform;
import org.repo2oci.lock.REnvironment;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.sandbox.Sandbox;
import org.repo2oci.store.Store;

/**
 * The image's R with compilers, in a system of packages that are only unpacked.
 *
 * @param build what R itself is unpacked from, where it is not the distribution's
 */
record SandboxedR(
    Workshop workshop,
    BuildRequest request,
    RDefinition definition,
    REnvironment r,
    Optional<RBuildFiles> build,
    DebianToolboxes toolboxes)
    implements RTools {
  @Override
  public Store store() {
    return workshop.store();
  }

  @Override
  public Fetcher fetcher() {
    return workshop.fetcher();
  }

  @Override
  public Sandbox sandbox() {
    return workshop.sandbox();
  }

  @Override
  public EventSink events() {
    return workshop.events();
  }

  @Override
  public List<RootLayer> roots() throws IOException, InterruptedException {
    List<RootLayer> roots = new ArrayList<>(List.of(toolboxes.r()));
    if (build.isPresent()) {
      roots.add(build.get().layer());
    }
    return roots;
  }

  @Override
  public Digest key() {
    return build
        .map(files ->
            Digest.of((toolboxes.rKey() + " " + files.key()).getBytes(StandardCharsets.UTF_8)))
        .orElseGet(toolboxes::rKey);
  }

  @Override
  public String version() {
    return r.version();
  }

  @Override
  public String program() {
    return "R";
  }

  /** The file that Debian's package makes when it is configured. */
  @Override
  public String prepare() {
    return build.isPresent()
        ? ":"
        : "[ -e /etc/R/Renviron ] || cp %s/etc/Renviron.ucf /etc/R/Renviron".formatted(r.home());
  }

  @Override
  public Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    variables.put("HOME", "/root");
    variables.put("LC_ALL", "C.UTF-8");
    variables.put("TZ", "UTC");
    variables.put("SOURCE_DATE_EPOCH", "315532800");
    variables.put("R_LIBS", library());
    String libraries = algebra(request.platform());
    variables.put("LIBRARY_PATH", libraries);
    variables.put("LD_LIBRARY_PATH", libraries);
    return variables;
  }

  /** Where the libraries lie that Debian chooses among when it is configured. */
  static String algebra(Platform platform) {
    String triplet =
        platform.equals(Platform.LINUX_ARM64) ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
    return "/usr/lib/%1$s/blas:/usr/lib/%1$s/lapack".formatted(triplet);
  }

  @Override
  public String library() {
    return r.library();
  }

  /** With the login that the user's own settings have for it. */
  @Override
  public URI place(LockedR locked) {
    Optional<String> login =
        request
            .r()
            .mirror()
            .filter(url -> url.matches("[a-zA-Z]+://[^/@]+@.*"))
            .filter(url -> {
              String host = RLocking.withoutLogin(url).replaceFirst("([a-z]+://[^/]+).*", "$1");
              return locked.url().startsWith(host + "/");
            })
            .map(url -> url.replaceFirst("^[a-zA-Z]+://([^/@]+@).*", "$1"));
    return URI.create(
        login.map(text -> locked.url().replaceFirst("://", "://" + text)).orElse(locked.url()));
  }

  @Override
  public Map<String, String> headers() {
    return r.version().isEmpty()
        ? Map.of()
        : ArchiveReader.headers(new RVersion(r.version()), request.platform());
  }

  @Override
  public Map<String, String> systemLibraries() {
    return definition.systemLibraries();
  }

  @Override
  public Duration timeLimit() {
    return request.steps().timeLimit();
  }
}
