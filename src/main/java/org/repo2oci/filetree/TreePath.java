package org.repo2oci.filetree;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The rules of paths in a tree: relative to the root, {@code /} between names, no empty name, no
 * {@code .} and no {@code ..}. Input from archives is checked here before anything else sees it.
 */
public final class TreePath {
  private static final int MAX_BYTES = 4096;
  private static final int MAX_NAME_BYTES = 255;

  /** Byte order of the UTF-8 form, a parent directly before what it holds. */
  public static final Comparator<String> ORDER = TreePath::compare;

  private TreePath() {}

  /** The path itself, where it keeps the rules. */
  public static String check(String path) {
    if (path.isEmpty() || path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("`%s` is not a path inside the tree".formatted(path));
    }
    if (path.length() > MAX_BYTES || encoded(path).length > MAX_BYTES) {
      throw new IllegalArgumentException("a path is longer than %d bytes".formatted(MAX_BYTES));
    }
    for (String name : path.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        throw new IllegalArgumentException("`%s` is not a path inside the tree".formatted(path));
      }
      if (name.length() > MAX_NAME_BYTES || encoded(name).length > MAX_NAME_BYTES) {
        throw new IllegalArgumentException("a name is longer than 255 bytes: `%s`".formatted(path));
      }
    }
    return path;
  }

  /**
   * The path of an archive member: leading {@code ./} and a trailing slash are dropped, the rest
   * must keep the rules. The root itself is the empty string.
   */
  public static String ofMember(String name) {
    String path = name;
    while (path.startsWith("./")) {
      path = path.substring(2);
    }
    while (path.endsWith("/") && path.length() > 1) {
      path = path.substring(0, path.length() - 1);
    }
    if (path.isEmpty() || path.equals(".") || path.equals("/")) {
      return "";
    }
    return check(path);
  }

  /** The path of the folder that holds it; empty at the top. */
  public static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  /** The last name. */
  public static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        if (x > 0x7f || y > 0x7f) {
          return compareEncoded(a, b);
        }
        return Integer.compare(weight(x), weight(y));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private static int compareEncoded(String a, String b) {
    return Arrays.compareUnsigned(weighed(a), weighed(b));
  }

  private static byte[] weighed(String path) {
    byte[] bytes = encoded(path);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) weight(bytes[i] & 0xff);
    }
    return bytes;
  }

  /** The slash counts as the lowest, so that a folder's content follows it at once. */
  private static int weight(int character) {
    return character == '/' ? 0 : character;
  }

  private static byte[] encoded(String path) {
    return path.getBytes(StandardCharsets.UTF_8);
  }
}
