package org.repo2oci.conda.channel;

/** The parts of an index that hold records (CEP 36 and 48). */
enum Section {
  TAR(0, "", false),
  CONDA(1, "", true),
  /** Keys have no extension from version 3 on. */
  V3_TAR(2, ".tar.bz2", false),
  V3_CONDA(3, ".conda", true);

  private final int code;
  private final String extension;
  private final boolean preferred;

  Section(int code, String extension, boolean preferred) {
    this.code = code;
    this.extension = extension;
    this.preferred = preferred;
  }

  /** How a table of names writes it. */
  int code() {
    return code;
  }

  static Section of(int code) {
    for (Section section : values()) {
      if (section.code == code) {
        return section;
      }
    }
    throw new IllegalArgumentException("no section " + code);
  }

  String fileName(String key) {
    return key + extension;
  }

  /** Whether the archives are of the newer form, which is quicker to read. */
  boolean isPreferred() {
    return preferred;
  }
}
