package org.repo2oci.conda.channel;

/** Names of archives: {@code name-version-build.conda}, where the name may have dashes (CEP 26). */
final class FileNames {
  private static final String CONDA = ".conda";
  private static final String TAR = ".tar.bz2";

  private FileNames() {}

  static String stem(String fileName) {
    if (fileName.endsWith(CONDA)) {
      return fileName.substring(0, fileName.length() - CONDA.length());
    }
    return fileName.endsWith(TAR)
        ? fileName.substring(0, fileName.length() - TAR.length())
        : fileName;
  }

  /**
   * How many bytes of a file's name are the package's name; 0 where it has no version and build.
   */
  static int nameLength(byte[] bytes, int from, int to) {
    int dashes = 0;
    for (int i = to - 1; i > from; i--) {
      if (bytes[i] == '-' && ++dashes == 2) {
        return i - from;
      }
    }
    return 0;
  }
}
