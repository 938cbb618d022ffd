package org.repo2oci.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.cran.RVersion;
import org.repo2oci.cran.spec.DescriptionFile;
import org.repo2oci.debian.Exclusions;
import org.repo2oci.debian.VendorDeb;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.store.Scratch;
import org.repo2oci.store.Store;
import org.repo2oci.store.StoredBlob;

/**
 * What is in the package of an R, read once.
 *
 * @param version of the R
 * @param installed packages that it brings, their names in lower case
 * @param libraries names of shared libraries in its own folder
 */
record RBuildFacts(
    String version, SortedMap<String, RVersion> installed, SortedSet<String> libraries) {
  private static final String KIND = "r-build-content";
  private static final Pattern PROGRAM = Pattern.compile("opt/R/([^/]+)/lib/R/bin/R");
  private static final Pattern DESCRIPTION =
      Pattern.compile("opt/R/[^/]+/lib/R/library/([^/]+)/DESCRIPTION");
  private static final Pattern LIBRARY =
      Pattern.compile("opt/R/[^/]+/lib/R/lib/([^/]+\\.so(?:\\.[^/]+)?)");
  private static final String OF_LIBRARY = "+ ";
  private static final int LARGEST = 1 << 20;

  RBuildFacts {
    installed = new TreeMap<>(installed);
    libraries = new TreeSet<>(libraries);
  }

  /** The folder that such an R lies in, from the root. */
  static String folder(String version) {
    return "/opt/R/" + version;
  }

  /** What R calls its home. */
  static String home(String version) {
    return folder(version) + "/lib/R";
  }

  /**
   * Reads a package.
   *
   * @param from where it comes from, for people
   */
  static RBuildFacts of(Store store, StoredBlob archive, String from) throws IOException {
    Optional<byte[]> known = store.record(KIND, archive.digest());
    if (known.isPresent()) {
      return parsed(new String(known.get(), StandardCharsets.UTF_8));
    }
    RBuildFacts facts;
    try (Scratch scratch = store.newScratch()) {
      facts =
          read(
              VendorDeb.files(
                  archive.file(), from, scratch.directory(), new Exclusions(List.of(), List.of())),
              from);
    }
    store.putRecord(KIND, archive.digest(), facts.text().getBytes(StandardCharsets.UTF_8));
    return facts;
  }

  private static RBuildFacts read(FileTree files, String from) throws IOException {
    TreeSet<String> versions = new TreeSet<>();
    SortedMap<String, RVersion> installed = new TreeMap<>();
    SortedSet<String> libraries = new TreeSet<>();
    for (Map.Entry<String, Node> one : files.nodes().entrySet()) {
      Matcher program = PROGRAM.matcher(one.getKey());
      if (program.matches() && RVersion.is(program.group(1))) {
        versions.add(program.group(1));
      }
      Matcher library = LIBRARY.matcher(one.getKey());
      if (library.matches()) {
        libraries.add(library.group(1));
      }
      Matcher described = DESCRIPTION.matcher(one.getKey());
      if (described.matches() && one.getValue() instanceof Node.RegularFile file) {
        try (InputStream in = file.content().open()) {
          DescriptionFile.version(in.readNBytes(LARGEST))
              .ifPresent(
                  version -> installed.put(described.group(1).toLowerCase(Locale.ROOT), version));
        }
      }
    }
    if (versions.size() != 1) {
      throw BuildFailure.input(
              "Cannot use the R of `%s`: it has no one `/opt/R/x.y.z/lib/R`".formatted(from))
          .withHint("Give a package as Posit builds them with `--r-builds`");
    }
    return new RBuildFacts(versions.first(), installed, libraries);
  }

  private String text() {
    StringBuilder text = new StringBuilder(version);
    installed.forEach((name, one) -> text.append('\n').append(name).append(' ').append(one.text()));
    libraries.forEach(one -> text.append('\n').append(OF_LIBRARY).append(one));
    return text.toString();
  }

  private static RBuildFacts parsed(String text) {
    List<String> lines = text.lines().toList();
    SortedMap<String, RVersion> installed = new TreeMap<>();
    SortedSet<String> libraries = new TreeSet<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.split(" ", 2);
      if (line.startsWith(OF_LIBRARY)) {
        libraries.add(words[1]);
      } else {
        installed.put(words[0], new RVersion(words[1]));
      }
    }
    return new RBuildFacts(lines.getFirst(), installed, libraries);
  }
}
