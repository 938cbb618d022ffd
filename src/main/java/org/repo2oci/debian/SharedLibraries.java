package org.repo2oci.debian;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.repo2oci.store.Store;
import org.repo2oci.store.StoredBlob;
import org.tukaani.xz.XZInputStream;

/**
 * Which Debian packages have the shared libraries that programs ask for. It is told from the names
 * of packages (Debian Policy, 8.1) and from what the packages themselves say (deb-shlibs(5)), of
 * what the store has: nothing is downloaded.
 */
public final class SharedLibraries {
  /** Packages were renamed in 2024 whose libraries have times of 64 bits. */
  private static final List<String> SUFFIXES = List.of("", "t64");

  private static final int XZ_MEMORY_KIB = 128 << 10;

  private final Store store;
  private final LockedDebian lock;
  private final Map<Pattern, String> others;
  private @Nullable Offered offered;
  private @Nullable Set<String> names;

  /**
   * @param lock of the image
   * @param others pattern of a library's name to the package that has it, where that is not called
   *     as Debian's rule says; {@code $1} is a group
   */
  public SharedLibraries(Store store, LockedDebian lock, Map<String, String> others) {
    this.store = store;
    this.lock = lock;
    Map<Pattern, String> patterns = new LinkedHashMap<>();
    others.forEach((pattern, name) -> patterns.put(Pattern.compile(pattern), name));
    this.others = Collections.unmodifiableMap(patterns);
  }

  /**
   * What the image's packages say that they have.
   *
   * @param whole whether all of them were there to be asked
   */
  private record Offered(Set<String> libraries, boolean whole) {}

  /**
   * Whether a library is certain not to be in the image, or likely: where not all packages can be
   * asked, it must be one that a package has that the image has not.
   *
   * @param library such as {@code libxml2.so.2}
   */
  public synchronized boolean isMissing(String library) throws IOException {
    Set<String> there =
        lock.imagePackages().stream().map(LockedDeb::name).collect(Collectors.toSet());
    if (candidates(library).stream().anyMatch(there::contains)) {
      return false;
    }
    Offered known = offered;
    if (known == null) {
      known = asked();
      offered = known;
    }
    return !known.libraries().contains(library)
        && (known.whole() || packageOf(library).isPresent());
  }

  /** The package of the distribution that has a library; empty where none is known. */
  public synchronized Optional<String> packageOf(String library) throws IOException {
    Set<String> known = names;
    if (known == null) {
      known = names();
      names = known;
    }
    return candidates(library).stream().filter(known::contains).findFirst();
  }

  /** What the package may be called, the likeliest first. */
  private List<String> candidates(String library) {
    Set<String> candidates = new LinkedHashSet<>();
    others.forEach((pattern, name) -> {
      Matcher matcher = pattern.matcher(library);
      if (matcher.matches()) {
        candidates.add(matcher.replaceFirst(name));
      }
    });
    candidates.add(
        library
            .replaceFirst("([0-9])\\.so\\.", "$1-")
            .replaceFirst("\\.so(?:\\.|$)", "")
            .replace('_', '-')
            .toLowerCase(Locale.ROOT));
    return candidates.stream()
        .flatMap(name -> SUFFIXES.stream().map(suffix -> name + suffix))
        .toList();
  }

  private Offered asked() throws IOException {
    Set<String> libraries = new HashSet<>();
    boolean whole = true;
    for (LockedDeb deb : lock.imagePackages()) {
      Optional<StoredBlob> archive = store.blob(deb.sha256());
      if (archive.isPresent()) {
        libraries.addAll(librariesOf(archive.get().file()));
      } else {
        whole = false;
      }
    }
    return new Offered(libraries, whole);
  }

  private static List<String> librariesOf(Path archive) throws IOException {
    ByteArrayOutputStream control = new ByteArrayOutputStream();
    DebArchive.open(archive).copyTar("control", control);
    Optional<String> text = ControlTar.read(control.toByteArray()).text("shlibs");
    List<String> libraries = new ArrayList<>();
    for (String line : text.orElse("").lines().toList()) {
      String[] words = line.replaceFirst("^[a-z-]+:\\s*", "").split("\\s+", 3);
      if (words.length > 1 && !line.startsWith("#")) {
        libraries.add("%s.so.%s".formatted(words[0], words[1]));
        libraries.add("%s-%s.so".formatted(words[0], words[1]));
      }
    }
    return libraries;
  }

  /** Of all packages of the indexes that the lock was made from. */
  private Set<String> names() throws IOException {
    Set<String> all = lock.packages().stream().map(LockedDeb::name).collect(Collectors.toSet());
    for (DebianIndex index : lock.indexes()) {
      Optional<StoredBlob> blob = store.blob(index.packages());
      if (blob.isPresent()) {
        try (InputStream in = decompressed(blob.get().file())) {
          Paragraphs.stream(
              in,
              "package"::equals,
              fields -> Optional.ofNullable(fields.get("package")).ifPresent(all::add));
        }
      }
    }
    return all;
  }

  private static InputStream decompressed(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    raw.mark(2);
    boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
    raw.reset();
    return gzip ? new GZIPInputStream(raw, 1 << 16) : new XZInputStream(raw, XZ_MEMORY_KIB);
  }
}
