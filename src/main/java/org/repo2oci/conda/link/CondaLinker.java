package org.repo2oci.conda.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.event.EventSink;

/**
 * Links conda archives into a prefix as conda would under umask 022, without running anything. Each
 * package is linked by itself: its files are the same whatever else is in the environment.
 * Thread-safe.
 */
public final class CondaLinker {
  /** Part of every key: changes when the same archive becomes other files. */
  static final String VERSION = "conda linker 1";

  private final CondaPrefix prefix;
  private final EventSink events;

  public CondaLinker(CondaPrefix prefix, EventSink events) {
    this.prefix = prefix;
    this.events = events;
  }

  /**
   * Everything that the files of a package depend on, beside the version of the compiler's script:
   * a part of the key of its layer. Only for {@code noarch: python} is Python among it, so that all
   * others are the same in environments with any Python.
   */
  public List<String> material(LockedConda locked) {
    List<String> material = new ArrayList<>();
    material.add(VERSION);
    material.add(ArchiveIdentity.of(locked));
    material.add("%s %d:%d".formatted(prefix.path(), prefix.uid(), prefix.gid()));
    material.add(CondaMeta.key(locked, prefix));
    material.add(Placement.python(locked, prefix));
    return material;
  }

  /**
   * Links an archive whose digest has been checked.
   *
   * @param scratch where its contents are unpacked; what is linked reads from there
   * @throws org.repo2oci.failure.BuildFailure where the archive must not be installed, or the
   *     prefix is too long for it
   */
  public LinkedPackage link(LockedConda locked, Path archive, Path scratch) throws IOException {
    Path contents = Files.createTempFile(scratch, CondaMeta.stem(locked.record()), ".contents");
    try (Spool spool = new Spool(contents)) {
      return link(locked, archive, scratch, spool);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private LinkedPackage link(LockedConda locked, Path archive, Path scratch, Spool spool) {
    try {
      ArchiveReader.Members members =
          ArchiveReader.read(CondaArchive.open(archive, locked.record().fileName()), spool);
      InfoFiles info = new InfoFiles(members.info());
      info.requireIdentity(locked);
      return new Linking(locked, info, members.files(), prefix, spool, events).run(scratch);
    } catch (IOException e) {
      throw BadPackage.refused(locked, String.valueOf(e.getMessage())).withCause(e);
    }
  }
}
