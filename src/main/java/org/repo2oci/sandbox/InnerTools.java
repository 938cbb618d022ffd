package org.repo2oci.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.image.Digest;
import org.repo2oci.store.Store;

/**
 * Copies of the few programs that still run after a step's root has become the root: they leave the
 * machine's files and drop privileges. They come with their own libraries and loader, so that
 * nothing of the root filesystem is trusted or needed.
 */
final class InnerTools {
  private static final List<String> PROGRAMS =
      List.of("setpriv", "env", "mount", "umount", "unshare");
  private static final String KIND = "sandbox-tools";
  private static final Pattern LIBRARY = Pattern.compile("^\\s+(\\S+) => (/\\S+) \\(0x");
  private static final Pattern LOADER = Pattern.compile("^\\s+(/\\S*ld\\S*)(?: => \\S+)? \\(0x");

  private InnerTools() {}

  /** The folder with the copies; made once for each state of the machine's own. */
  static Path prepare(Store store, HostPrograms programs) throws IOException {
    Map<String, Path> sources = new TreeMap<>();
    for (String program : PROGRAMS) {
      Path file = programs.get(program).toRealPath();
      sources.put(program, file);
    }
    return store.directory(
        KIND, key(sources), empty -> copy(withLibraries(programs, sources), empty));
  }

  private static Digest key(Map<String, Path> sources) throws IOException {
    StringBuilder state = new StringBuilder("2\n");
    for (Map.Entry<String, Path> source : sources.entrySet()) {
      Path file = source.getValue();
      state
          .append(file)
          .append(' ')
          .append(Files.size(file))
          .append(' ')
          .append(Files.getLastModifiedTime(file).toMillis())
          .append('\n');
    }
    return Digest.of(state.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Path> withLibraries(HostPrograms programs, Map<String, Path> sources)
      throws IOException {
    Map<String, Path> all = new TreeMap<>(sources);
    if (programs.find("ldd").isEmpty()) {
      return all;
    }
    for (Path program : sources.values()) {
      all.putAll(
          libraries(Quick.output(List.of(programs.get("ldd").toString(), program.toString()))));
    }
    return all;
  }

  /** What {@code ldd} prints, as file name to file; nothing for a static program. */
  static Map<String, Path> libraries(String lddOutput) {
    Map<String, Path> found = new TreeMap<>();
    for (String line : lddOutput.lines().toList()) {
      Matcher library = LIBRARY.matcher(line);
      Matcher loader = LOADER.matcher(line);
      if (loader.find()) {
        found.put("loader", Path.of(loader.group(1)));
      } else if (library.find()) {
        found.put(library.group(1), Path.of(library.group(2)));
      }
    }
    return found;
  }

  private static void copy(Map<String, Path> sources, Path into) throws IOException {
    Set<java.nio.file.attribute.PosixFilePermission> mode =
        PosixFilePermissions.fromString("r-xr-xr-x");
    for (Map.Entry<String, Path> source : sources.entrySet()) {
      Path copy = into.resolve(source.getKey());
      Files.copy(source.getValue().toRealPath(), copy);
      Files.setPosixFilePermissions(copy, mode);
    }
    Files.createDirectory(into.resolve("old"));
    Files.createFile(into.resolve("ca-certificates.crt"));
    Files.setPosixFilePermissions(into, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
