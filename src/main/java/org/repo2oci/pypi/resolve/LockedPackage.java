package org.repo2oci.pypi.resolve;

import java.util.Optional;
import org.repo2oci.image.Digest;
import org.repo2oci.pypi.index.LockedUrl;
import org.repo2oci.pypi.spec.PackageName;

/**
 * A Python distribution that is decided.
 *
 * @param name normal form (PEP 503)
 * @param version empty where only building it tells
 * @param requested whether the user's own list names it; what pip records in {@code REQUESTED}
 */
public record LockedPackage(
    String name, Optional<String> version, boolean requested, Source source) {
  public LockedPackage {
    if (!name.equals(PackageName.normalised(name)) || name.isEmpty()) {
      throw new IllegalArgumentException("`%s` is not a normal name".formatted(name));
    }
  }

  /** For people: name and version. */
  public String label() {
    return name + version.map(known -> " " + known).orElse("");
  }

  /** Where its files come from. */
  public sealed interface Source {
    /**
     * A wheel, ready to be unpacked.
     *
     * @param size bytes
     * @param direct whether the user named its URL; else an index did
     */
    record Wheel(String filename, LockedUrl url, long size, Digest sha256, boolean direct)
        implements Source {}

    /**
     * A source archive that has to be built.
     *
     * @param size bytes
     * @param subdirectory of the project inside it; empty for the top
     * @param direct whether the user named its URL; else an index did
     */
    record Sdist(
        String filename,
        LockedUrl url,
        long size,
        Digest sha256,
        String subdirectory,
        boolean direct)
        implements Source {}

    /**
     * A commit of a Git repository that has to be built.
     *
     * @param url without a login
     * @param commit full hexadecimal id
     * @param subdirectory of the project inside it; empty for the top
     */
    record Git(String url, String commit, Optional<String> requestedRevision, String subdirectory)
        implements Source {
      public Git {
        if (!commit.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
          throw new IllegalArgumentException("`%s` is not a commit".formatted(commit));
        }
      }
    }

    /**
     * A project inside the repository that has to be built.
     *
     * @param path relative to the repository; empty for its top
     */
    record Directory(String path, boolean editable) implements Source {}

    /**
     * An archive inside the repository.
     *
     * @param path relative to the repository
     * @param size bytes
     */
    record File(String path, long size, Digest sha256) implements Source {
      String filename() {
        return path.substring(path.lastIndexOf('/') + 1);
      }

      /** Whether it is a wheel; else it has to be built. */
      public boolean isWheel() {
        return path.endsWith(".whl");
      }
    }
  }
}
