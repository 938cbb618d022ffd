package org.repo2oci.conda.link;

import org.repo2oci.filetree.Content;

/** What an archive has at a path. A hard link is the file that it leads to. */
sealed interface ArchiveMember {
  /** Whole seconds since the epoch. */
  long mtime();

  /**
   * A regular file.
   *
   * @param mode permission bits, {@code 0} to {@code 0777}
   * @param content in the spool
   */
  record File(int mode, long mtime, Content.Range content) implements ArchiveMember {}

  record Link(long mtime, String target) implements ArchiveMember {}

  record Folder(long mtime) implements ArchiveMember {}
}
