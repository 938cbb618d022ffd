package org.repo2oci.pypi.wheel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.spec.PackageName;

/**
 * A wheel, read in place (binary distribution format). Reading checks the zip's structure and the
 * wheel's own metadata; {@link WheelVerifier} checks the content.
 */
public final class WheelArchive {
  private static final int MAX_TEXT = 1 << 26;
  private static final long MAX_INFLATED = 16L << 30;
  private static final long ALWAYS_FINE = 256L << 20;
  private static final int MAX_RATIO = 100;
  private static final Pattern WHEEL_VERSION = Pattern.compile("(\\d{1,4})\\.\\d{1,4}");

  private final String fileName;
  private final Map<String, ZipMember> members;
  private final String distInfo;
  private final String name;
  private final String version;

  private WheelArchive(String fileName, Map<String, ZipMember> members) {
    this.fileName = fileName;
    this.members = Collections.unmodifiableMap(members);
    this.distInfo = distInfoOf(fileName, members.keySet());
    checkWheelVersion();
    MetadataFile metadata = new MetadataFile(text("METADATA"));
    this.name = metadata.header("Name").orElseThrow(() -> refused("its METADATA has no name"));
    this.version =
        metadata.header("Version").orElseThrow(() -> refused("its METADATA has no version"));
  }

  /**
   * Reads the directory and the metadata of a wheel.
   *
   * @param fileName for people: the store names files by digest
   * @throws BuildFailure where the wheel must not be installed
   */
  public static WheelArchive read(Path file, String fileName) throws IOException {
    Map<String, ZipMember> files = new LinkedHashMap<>();
    try {
      for (ZipMember member : ZipDirectory.read(file)) {
        if (!member.directory()) {
          files.put(member.name(), member);
        }
      }
    } catch (ZipFormatException e) {
      throw BadWheel.refused(fileName, String.valueOf(e.getMessage())).withCause(e);
    }
    refuseBomb(fileName, Files.size(file), files.values());
    return new WheelArchive(fileName, files);
  }

  private static void refuseBomb(String fileName, long packed, Collection<ZipMember> files) {
    long inflated = 0;
    for (ZipMember member : files) {
      long size = member.content().size();
      inflated = size > MAX_INFLATED - inflated ? MAX_INFLATED + 1 : inflated + size;
    }
    if (inflated > MAX_INFLATED) {
      throw BadWheel.refused(fileName, "it unpacks to more than 16 GiB");
    }
    if (inflated > ALWAYS_FINE && inflated / MAX_RATIO > packed) {
      throw BadWheel.refused(
          fileName,
          "it unpacks to %d MB from %d kB".formatted(inflated / 1_000_000, packed / 1000));
    }
  }

  private static String distInfoOf(String fileName, Collection<String> names) {
    TreeSet<String> folders = new TreeSet<>();
    for (String member : names) {
      int slash = member.indexOf('/');
      if (slash > 0 && member.substring(0, slash).endsWith(".dist-info")) {
        folders.add(member.substring(0, slash));
      }
    }
    if (folders.size() != 1) {
      throw BadWheel.refused(
          fileName,
          folders.isEmpty()
              ? "it has no `.dist-info` folder"
              : "it has several `.dist-info` folders: " + String.join(", ", folders));
    }
    return folders.getFirst();
  }

  private void checkWheelVersion() {
    String stated =
        new MetadataFile(text("WHEEL"))
            .header("Wheel-Version")
            .orElseThrow(() -> refused("its WHEEL file has no `Wheel-Version`"));
    Matcher matcher = WHEEL_VERSION.matcher(stated);
    if (!matcher.matches() || !matcher.group(1).equals("1")) {
      throw refused("its format is version `%s`; only 1.x is known".formatted(stated));
    }
  }

  /**
   * Refuses a wheel of another project or version than the one that was locked.
   *
   * @throws BuildFailure naming both
   */
  public void requireIdentity(String lockedName, Optional<String> lockedVersion) {
    String folder = distInfo.substring(0, distInfo.length() - ".dist-info".length());
    int dash = folder.lastIndexOf('-');
    String folderName = dash < 0 ? folder : folder.substring(0, dash);
    String wanted = PackageName.normalised(lockedName);
    if (!PackageName.normalised(name).equals(wanted)
        || !PackageName.normalised(folderName).equals(wanted)) {
      throw refused("it holds `%s`, not `%s`".formatted(name, lockedName));
    }
    if (lockedVersion.filter(locked -> !ReleaseVersion.same(version, locked)).isPresent()) {
      throw refused("it holds version `%s`, not `%s`".formatted(version, lockedVersion.get()));
    }
  }

  public String fileName() {
    return fileName;
  }

  /** The project's name as its metadata spells it. */
  public String name() {
    return name;
  }

  public String version() {
    return version;
  }

  /** The top-level folder {@code NAME-VERSION.dist-info}. */
  public String distInfo() {
    return distInfo;
  }

  /** The files, without folders, in the order of the zip's directory. */
  public Collection<ZipMember> members() {
    return members.values();
  }

  public Optional<ZipMember> member(String path) {
    return Optional.ofNullable(members.get(path));
  }

  /** The rows of RECORD as the wheel has them. */
  public List<RecordRow> recordRows() {
    return RecordFile.parse(text("RECORD"));
  }

  public EntryPoints entryPoints() {
    return members.containsKey(distInfo + "/entry_points.txt")
        ? EntryPoints.parse(text("entry_points.txt"))
        : EntryPoints.none();
  }

  private String text(String infoFile) {
    ZipMember member = members.get(distInfo + "/" + infoFile);
    if (member == null) {
      throw refused("it has no `%s/%s`".formatted(distInfo, infoFile));
    }
    if (member.content().size() > MAX_TEXT) {
      throw refused("its `%s` is larger than 64 MiB".formatted(infoFile));
    }
    try (InputStream content = member.content().open()) {
      byte[] bytes = content.readNBytes((int) member.content().size());
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw refused("its `%s` is not UTF-8".formatted(infoFile)).withCause(e);
    } catch (IOException e) {
      throw refused("its `%s` cannot be read".formatted(infoFile)).withCause(e);
    }
  }

  BuildFailure refused(String reason) {
    return BadWheel.refused(fileName, reason);
  }
}
