package org.repo2oci.conda.link;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.repo2oci.filetree.BoundedInput;
import org.repo2oci.filetree.Content;
import org.repo2oci.pypi.wheel.ZipDirectory;
import org.repo2oci.pypi.wheel.ZipMember;

/**
 * An archive in either form (CEP 35): {@code .tar.bz2} is one tar, {@code .conda} a zip of a tar
 * with {@code info/} and a tar with the files, both compressed by zstd.
 */
sealed interface CondaArchive {
  /** A part of an archive: an uncompressed tar. The caller closes it. */
  InputStream info() throws IOException;

  /** The tar with the files; in the older form the same tar once more. */
  InputStream files() throws IOException;

  /** Whether {@link #info()} and {@link #files()} are one tar. */
  boolean isOneTar();

  /** Opens an archive of which the name tells the form. */
  static CondaArchive open(Path file, String fileName) throws IOException {
    if (fileName.endsWith(".tar.bz2")) {
      return new TarBz2(file);
    }
    if (fileName.endsWith(".conda")) {
      return Conda.open(file);
    }
    throw new IOException("`%s` is neither `.conda` nor `.tar.bz2`".formatted(fileName));
  }

  /** The older form. */
  record TarBz2(Path file) implements CondaArchive {
    @Override
    public InputStream info() throws IOException {
      return files();
    }

    @Override
    public InputStream files() throws IOException {
      InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
      try {
        return BoundedInput.ofPacked(new BZip2CompressorInputStream(raw, true), Files.size(file));
      } catch (IOException e) {
        raw.close();
        throw e;
      }
    }

    @Override
    public boolean isOneTar() {
      return true;
    }
  }

  /** The newer form. */
  record Conda(Content infoTar, Content filesTar) implements CondaArchive {
    static Conda open(Path file) throws IOException {
      List<ZipMember> members = ZipDirectory.read(file);
      return new Conda(find(members, "info-"), find(members, "pkg-"));
    }

    private static Content find(List<ZipMember> members, String start) throws IOException {
      List<ZipMember> found =
          members.stream()
              .filter(
                  member -> member.name().startsWith(start) && member.name().endsWith(".tar.zst"))
              .toList();
      if (found.size() != 1) {
        throw new IOException("it has %d members `%s*.tar.zst`".formatted(found.size(), start));
      }
      return found.getFirst().content();
    }

    @Override
    public InputStream info() throws IOException {
      return tar(infoTar);
    }

    @Override
    public InputStream files() throws IOException {
      return tar(filesTar);
    }

    @Override
    public boolean isOneTar() {
      return false;
    }

    private static InputStream tar(Content packed) throws IOException {
      InputStream raw = new BufferedInputStream(packed.open(), 1 << 16);
      try {
        return BoundedInput.ofPacked(new ZstdInputStreamNoFinalizer(raw), packed.size());
      } catch (IOException e) {
        raw.close();
        throw e;
      }
    }
  }
}
