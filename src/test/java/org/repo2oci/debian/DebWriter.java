package org.repo2oci.debian;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Makes small packages, good ones and bad ones. */
public final class DebWriter {
  static final long MTIME = 1_700_000_000L;

  private final String name;
  private final Map<String, byte[]> control = new LinkedHashMap<>();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar = tar(data);
  private String compression = ".xz";

  private DebWriter(String name) {
    this.name = name;
  }

  public static DebWriter deb(String name) {
    return new DebWriter(name)
        .control(
            "control",
            """
            Package: %s
            Version: 1.0-1
            Architecture: amd64
            Maintainer: Nobody <nobody@example.org>
            Description: a test
             with two lines
            """
                .formatted(name));
  }

  DebWriter compressed(String suffix) {
    compression = suffix;
    return this;
  }

  public DebWriter control(String file, String text) {
    control.put(file, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  public DebWriter folder(String path) {
    return folder(path, 0755, 0, 0);
  }

  DebWriter folder(String path, int mode, int uid, int gid) {
    TarArchiveEntry entry = new TarArchiveEntry(path + "/", true);
    entry.setMode(mode);
    return add(owned(entry, uid, gid), new byte[0]);
  }

  public DebWriter file(String path, String text) {
    return file(path, text, 0644);
  }

  DebWriter file(String path, String text, int mode) {
    TarArchiveEntry entry = new TarArchiveEntry(path, true);
    entry.setMode(mode);
    return add(owned(entry, 0, 0), text.getBytes(StandardCharsets.UTF_8));
  }

  DebWriter link(String path, String target) {
    return linked(path, target, TarConstants.LF_SYMLINK);
  }

  DebWriter hardLink(String path, String target) {
    return linked(path, target, TarConstants.LF_LINK);
  }

  DebWriter device(String path) {
    return add(new TarArchiveEntry(path, TarConstants.LF_CHR, true), new byte[0]);
  }

  private DebWriter linked(String path, String target, byte kind) {
    TarArchiveEntry entry = new TarArchiveEntry(path, kind, true);
    entry.setLinkName(target);
    return add(owned(entry, 0, 0), new byte[0]);
  }

  private static TarArchiveEntry owned(TarArchiveEntry entry, int uid, int gid) {
    entry.setIds(uid, gid);
    entry.setModTime(MTIME * 1000);
    return entry;
  }

  private DebWriter add(TarArchiveEntry entry, byte[] bytes) {
    try {
      entry.setSize(bytes.length);
      tar.putArchiveEntry(entry);
      tar.write(bytes);
      tar.closeArchiveEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  String name() {
    return name;
  }

  public byte[] bytes() {
    try {
      tar.close();
      ByteArrayOutputStream controlTar = new ByteArrayOutputStream();
      try (TarArchiveOutputStream out = tar(controlTar)) {
        for (Map.Entry<String, byte[]> file : control.entrySet()) {
          TarArchiveEntry entry = new TarArchiveEntry("./" + file.getKey());
          entry.setSize(file.getValue().length);
          entry.setMode(file.getKey().endsWith("inst") ? 0755 : 0644);
          entry.setModTime(MTIME * 1000);
          out.putArchiveEntry(entry);
          out.write(file.getValue());
          out.closeArchiveEntry();
        }
      }
      return ar(
          new LinkedHashMap<>(Map.of("debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII))),
          compress(controlTar.toByteArray(), compression),
          compress(data.toByteArray(), compression));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] ar(Map<String, byte[]> members, byte[] controlTar, byte[] dataTar)
      throws IOException {
    members.put("control.tar" + compression, controlTar);
    members.put("data.tar" + compression, dataTar);
    return ar(members);
  }

  static byte[] ar(Map<String, byte[]> members) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write("!<arch>\n".getBytes(StandardCharsets.US_ASCII));
    for (Map.Entry<String, byte[]> member : members.entrySet()) {
      String header =
          "%-16s%-12d%-6d%-6d%-8s%-10d`\n"
              .formatted(member.getKey(), MTIME, 0, 0, "100644", member.getValue().length);
      out.write(header.getBytes(StandardCharsets.US_ASCII));
      out.write(member.getValue());
      if (member.getValue().length % 2 == 1) {
        out.write('\n');
      }
    }
    return out.toByteArray();
  }

  static byte[] compress(byte[] bytes, String suffix) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream compressing =
        switch (suffix) {
          case ".xz" -> new XZOutputStream(out, new LZMA2Options(1));
          case ".gz" -> new GZIPOutputStream(out);
          case ".zst" -> new ZstdOutputStream(out);
          default -> out;
        }) {
      compressing.write(bytes);
    }
    return out.toByteArray();
  }

  private static TarArchiveOutputStream tar(OutputStream to) {
    TarArchiveOutputStream tar = new TarArchiveOutputStream(to, StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
    return tar;
  }
}
