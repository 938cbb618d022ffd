package org.repo2oci.repository;

/**
 * A line of {@code git ls-tree -r -t}.
 *
 * @param mode git's, such as {@code 0100644}
 * @param type {@code blob}, {@code tree}, or {@code commit} for a submodule
 */
record GitTreeEntry(int mode, String type, String id, String path) {
  /** Reads {@code <mode> <type> <id>\t<path>}. */
  static GitTreeEntry parse(String record) {
    int tab = record.indexOf('\t');
    String[] words = record.substring(0, tab).split(" ", -1);
    return new GitTreeEntry(
        Integer.parseInt(words[0], 8), words[1], words[2], record.substring(tab + 1));
  }

  boolean isTree() {
    return type.equals("tree");
  }

  boolean isBlob() {
    return type.equals("blob");
  }
}
