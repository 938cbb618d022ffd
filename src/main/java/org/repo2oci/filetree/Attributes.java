package org.repo2oci.filetree;

/**
 * Mode bits, numeric owner and modification time.
 *
 * @param mode permission bits with setuid, setgid and sticky, {@code 0} to {@code 07777}
 * @param mtime whole seconds since the epoch: layers carry no fractions
 */
public record Attributes(int mode, int uid, int gid, long mtime) {
  public Attributes {
    if ((mode & ~07777) != 0) {
      throw new IllegalArgumentException("mode %o has more than permission bits".formatted(mode));
    }
    if (uid < 0 || gid < 0) {
      throw new IllegalArgumentException("owner %d:%d is negative".formatted(uid, gid));
    }
  }

  public Attributes withOwner(int newUid, int newGid) {
    return new Attributes(mode, newUid, newGid, mtime);
  }

  public Attributes withMode(int newMode) {
    return new Attributes(newMode, uid, gid, mtime);
  }

  public Attributes withMtime(long newMtime) {
    return new Attributes(mode, uid, gid, newMtime);
  }
}
