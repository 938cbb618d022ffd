package org.repo2oci.debian;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;

/** Unpacks packages without dpkg, and without running anything. */
public final class DebInstaller {
  /** Changes with every change of what the same archive gives. */
  private static final String VERSION = "1";

  private static final String INFO = "var/lib/dpkg/info/";

  private final Exclusions exclusions;

  public DebInstaller(Exclusions exclusions) {
    this.exclusions = exclusions;
  }

  /** Covers what the trees depend on beside the archive itself; a part of a layer's key. */
  public Digest key() {
    return Digest.of((VERSION + "\n" + exclusions.dpkgSettings()).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Unpacks an archive whose digest has been checked.
   *
   * @param scratch where its uncompressed tar goes; the trees read from there
   */
  public UnpackedDeb unpack(LockedDeb locked, Path archive, Path scratch) throws IOException {
    Path tar = scratch.resolve(locked.name() + "-" + locked.sha256().shortened() + ".tar");
    try {
      DebArchive deb = DebArchive.open(archive);
      ByteArrayOutputStream control = new ByteArrayOutputStream();
      deb.copyTar("control", control);
      ControlTar controlFiles = ControlTar.read(control.toByteArray());
      try (OutputStream out = Files.newOutputStream(tar)) {
        deb.copyTar("data", out);
      }
      return assemble(locked, controlFiles, DataTar.read(tar, exclusions));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (IOException | IllegalArgumentException | ArithmeticException e) {
      throw BuildFailure.environment(
              "Cannot unpack the Debian package `%s`: %s".formatted(locked, e.getMessage()))
          .withHint("The mirror's archive is broken; try another mirror")
          .withCause(e);
    }
  }

  private static UnpackedDeb assemble(LockedDeb locked, ControlTar control, DataTar.Files data)
      throws IOException {
    String text =
        control.text("control").orElseThrow(() -> new IOException("it has no control file"));
    List<Map<String, String>> paragraphs = Paragraphs.parse(text);
    Map<String, String> fields = paragraphs.isEmpty() ? Map.of() : paragraphs.getFirst();
    check(locked, "package", locked.name(), fields);
    check(locked, "version", locked.version(), fields);
    check(locked, "architecture", locked.architecture(), fields);
    boolean shared = fields.getOrDefault("multi-arch", "no").equals("same");
    String name = shared ? locked.name() + ":" + locked.architecture() : locked.name();
    return new UnpackedDeb(
        locked,
        data.files(),
        records(name, control, data.listing()),
        status(text, control, data.all()),
        control.text("triggers").map(lines -> lines.lines().toList()).orElse(List.of()),
        name);
  }

  private static void check(
      LockedDeb locked, String field, String expected, Map<String, String> fields)
      throws IOException {
    String actual = fields.getOrDefault(field, "");
    if (!actual.equals(expected)) {
      throw new IOException(
          "its %s is `%s`, not `%s` as the index says of `%s`"
              .formatted(field, actual, expected, locked.path()));
    }
  }

  private static FileTree records(String name, ControlTar control, List<String> listing) {
    FileTree.Builder records = FileTree.builder();
    control
        .files()
        .forEach((file, node) -> {
          if (!file.equals("control")) {
            records.put(INFO + name + "." + file, node);
          }
        });
    String list = String.join("\n", listing) + "\n";
    Attributes plain = new Attributes(0644, 0, 0, control.newest());
    records.put(
        INFO + name + ".list",
        new Node.RegularFile(plain, Content.of(list.getBytes(StandardCharsets.UTF_8))));
    return records.addMissingParents(plain.withMode(0755)).build();
  }

  /** As dpkg writes it after unpacking; {@code Conffiles} has the digests of what was unpacked. */
  private static String status(String text, ControlTar control, Map<String, Node> files)
      throws IOException {
    String body = text.strip();
    int firstEnd = body.indexOf('\n');
    StringBuilder status = new StringBuilder();
    status.append(body, 0, firstEnd < 0 ? body.length() : firstEnd);
    status.append("\nStatus: install ok unpacked");
    status.append(firstEnd < 0 ? "" : body.substring(firstEnd)).append('\n');
    List<String> conffiles =
        control.text("conffiles").map(lines -> lines.lines().toList()).orElse(List.of());
    boolean first = true;
    for (String line : conffiles) {
      String path = line.strip();
      // Others carry a flag, such as `remove-on-upgrade`.
      if (path.startsWith("/")) {
        status.append(first ? "Conffiles:\n" : "");
        status.append(' ').append(path).append(' ').append(md5(path, files)).append('\n');
        first = false;
      }
    }
    return status.append('\n').toString();
  }

  private static String md5(String path, Map<String, Node> files) throws IOException {
    Optional<Node> node = Optional.ofNullable(files.get(MergedUsr.canonical(path.substring(1))));
    if (node.isEmpty() || !(node.get() instanceof Node.RegularFile file)) {
      return "newconffile";
    }
    try (InputStream in = file.content().open()) {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      md5.update(in.readAllBytes());
      return HexFormat.of().formatHex(md5.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
