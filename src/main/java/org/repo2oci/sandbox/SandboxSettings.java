package org.repo2oci.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a sandbox is told of the machine.
 *
 * @param uid, gid of this process
 * @param programFolders where {@code unshare}, {@code mount}, … are looked for, first match wins
 * @param caBundle certificates in PEM form that steps with network get as a file of their own
 * @param processLimit processes and threads that one step may have; at least 300
 * @param proxies variables such as {@code https_proxy}, for steps with network
 */
public record SandboxSettings(
    int uid,
    int gid,
    List<Path> programFolders,
    Optional<Path> caBundle,
    int processLimit,
    Map<String, String> proxies) {
  private static final int PROCESSES = 4096;
  private static final List<String> ALWAYS =
      List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/run/current-system/sw/bin");
  private static final List<String> PROXY_VARIABLES =
      List.of("http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy");
  private static final List<String> BUNDLE_VARIABLES =
      List.of("SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE");
  private static final List<String> BUNDLES =
      List.of(
          "/etc/ssl/certs/ca-certificates.crt",
          "/etc/pki/tls/certs/ca-bundle.crt",
          "/etc/ssl/ca-bundle.pem",
          "/etc/ssl/cert.pem");

  public SandboxSettings {
    if (processLimit < 300) {
      throw new IllegalArgumentException("a step needs 300 processes or more");
    }
    programFolders = List.copyOf(programFolders);
    proxies = Map.copyOf(proxies);
  }

  /** The settings of this machine and of an environment such as the process's own. */
  public static SandboxSettings of(Map<String, String> environment) throws IOException {
    Path self = Path.of("/proc/self");
    return new SandboxSettings(
        (Integer) Files.getAttribute(self, "unix:uid"),
        (Integer) Files.getAttribute(self, "unix:gid"),
        programFolders(environment),
        caBundle(environment),
        PROCESSES,
        proxies(environment));
  }

  public SandboxSettings withProcessLimit(int limit) {
    return new SandboxSettings(uid, gid, programFolders, caBundle, limit, proxies);
  }

  private static List<Path> programFolders(Map<String, String> environment) {
    Set<String> folders = new LinkedHashSet<>(ALWAYS);
    for (String folder : environment.getOrDefault("PATH", "").split(":", -1)) {
      // Relative folders of PATH would run what lies in the repository.
      if (folder.startsWith("/")) {
        folders.add(folder);
      }
    }
    return folders.stream().map(Path::of).toList();
  }

  private static Optional<Path> caBundle(Map<String, String> environment) {
    List<String> candidates = new ArrayList<>();
    for (String variable : BUNDLE_VARIABLES) {
      candidates.add(environment.getOrDefault(variable, ""));
    }
    candidates.addAll(BUNDLES);
    return candidates.stream()
        .filter(name -> !name.isBlank())
        .map(Path::of)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static Map<String, String> proxies(Map<String, String> environment) {
    Map<String, String> found = new TreeMap<>();
    for (String name : PROXY_VARIABLES) {
      for (String spelling : List.of(name, name.toUpperCase(java.util.Locale.ROOT))) {
        String value = environment.getOrDefault(spelling, "");
        if (!value.isBlank()) {
          found.put(spelling, value);
        }
      }
    }
    return new LinkedHashMap<>(found);
  }
}
