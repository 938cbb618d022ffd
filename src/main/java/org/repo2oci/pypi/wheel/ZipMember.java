package org.repo2oci.pypi.wheel;

import org.repo2oci.filetree.Content;

/**
 * One member of a zip; its content points into the zip, nothing is unpacked.
 *
 * @param name a checked path; a folder's ends in a slash
 * @param unixMode file type and permission bits; 0 where the zip was made without them
 * @param mtime the DOS time read as UTC, whole seconds since the epoch
 * @param crc32 of the uncompressed bytes, unsigned
 */
public record ZipMember(String name, int unixMode, long mtime, long crc32, Content content) {
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int LINK = 0120000;
  private static final int ANY_EXECUTE = 0111;

  /** Whether it is a symbolic link, as zips of other things than wheels have them. */
  public boolean isLink() {
    return (unixMode & TYPE) == LINK;
  }

  public boolean directory() {
    return name.endsWith("/");
  }

  /** Whether an installer makes the file executable: any execute bit of a regular file counts. */
  public boolean executable() {
    return (unixMode & TYPE) == REGULAR && (unixMode & ANY_EXECUTE) != 0;
  }
}
