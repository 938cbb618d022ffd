package org.repo2oci.pypi.install;

import java.nio.file.Path;
import java.util.Optional;
import org.repo2oci.image.Digest;

/**
 * A wheel that is at hand, and what the lock says of it.
 *
 * @param file anywhere, such as a blob of the store; it must outlive the tree made from it
 * @param fileName the wheel's name, for people
 * @param digest of the file, which the caller has checked
 * @param version empty where the lock could not know it, because the wheel was built after
 * @param requested whether the user or the server's list named it, rather than another project
 * @param directUrl for a project that came from no index
 */
public record InstallRequest(
    Path file,
    String fileName,
    Digest digest,
    String name,
    Optional<String> version,
    boolean requested,
    Optional<DirectUrl> directUrl) {}
