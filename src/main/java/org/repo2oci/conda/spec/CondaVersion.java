package org.repo2oci.conda.spec;

import org.jspecify.annotations.Nullable;

/**
 * A version in conda's order (CEP 33). Versions that compare as equal are equal, although their
 * text may differ: {@code 1.1} and {@code 1.1.0}.
 *
 * <p>It is kept as a row of atoms that compare as plain numbers: texts are negative, numbers are
 * not, {@code post} is larger than all. Parse a text once and keep what comes of it.
 */
public final class CondaVersion implements Comparable<CondaVersion> {
  /** Ends a segment; where the other version has more in it, it is compared with zeros. */
  static final long END = Long.MIN_VALUE;

  static final long POST = Long.MAX_VALUE;

  /** A number that is compared by its digits. */
  static final long HUGE = Long.MAX_VALUE - 1;

  /** Letters that fit an atom. */
  static final int PACKED = 7;

  private final String text;
  private final long[] atoms;

  /** Where the local part begins; its length where there is none. */
  private final int local;

  /** The texts of atoms that are too long for one, by their index. */
  private final @Nullable String @Nullable [] longTexts;

  CondaVersion(String text, long[] atoms, int local, @Nullable String @Nullable [] longTexts) {
    this.text = text;
    this.atoms = atoms;
    this.local = local;
    this.longTexts = longTexts;
  }

  /**
   * Reads a version.
   *
   * @throws SpecException where it is none
   */
  public static CondaVersion parse(String text) {
    return new VersionParser(text).parse();
  }

  @Override
  public int compareTo(CondaVersion other) {
    int byMain = compare(0, local, other, 0, other.local);
    return byMain != 0
        ? byMain
        : compare(local, atoms.length, other, other.local, other.atoms.length);
  }

  private int compare(int from, int to, CondaVersion other, int otherFrom, int otherTo) {
    int i = from;
    int j = otherFrom;
    while (i < to || j < otherTo) {
      boolean more = i < to && atoms[i] != END;
      boolean otherMore = j < otherTo && other.atoms[j] != END;
      if (!more && !otherMore) {
        i++;
        j++;
        continue;
      }
      long atom = more ? atoms[i] : 0;
      long otherAtom = otherMore ? other.atoms[j] : 0;
      if (atom != otherAtom) {
        return Long.compare(atom, otherAtom);
      }
      int byText = more && otherMore ? compareTexts(i, other, j) : 0;
      if (byText != 0) {
        return byText;
      }
      i += more ? 1 : 0;
      j += otherMore ? 1 : 0;
    }
    return 0;
  }

  /** Of atoms that are alike. */
  private int compareTexts(int i, CondaVersion other, int j) {
    if (longTexts == null && other.longTexts == null) {
      return 0;
    }
    String one = text(i);
    String two = other.text(j);
    return atoms[i] == HUGE && one.length() != two.length()
        ? Integer.compare(one.length(), two.length())
        : one.compareTo(two);
  }

  /** The letters of an atom, or the digits of a huge one; of other numbers nothing. */
  private String text(int i) {
    String kept = longTexts == null ? null : longTexts[i];
    return kept != null ? kept : unpacked(atoms[i]);
  }

  /**
   * Whether this version begins with the segments of another: {@code 1.8.3} begins with {@code
   * 1.8}, {@code 1.80} does not; {@code 1.8rc1} begins with {@code 1.8rc}.
   */
  public boolean startsWith(CondaVersion prefix) {
    if (prefix.local == prefix.atoms.length) {
      return startsWith(0, local, prefix, 0, prefix.local);
    }
    return compare(0, local, prefix, 0, prefix.local) == 0
        && startsWith(local, atoms.length, prefix, prefix.local, prefix.atoms.length);
  }

  private boolean startsWith(int from, int to, CondaVersion prefix, int prefixFrom, int prefixTo) {
    int lastSegment = prefixTo - 1;
    while (lastSegment > prefixFrom && prefix.atoms[lastSegment - 1] != END) {
      lastSegment--;
    }
    int segment = from;
    for (int k = prefixFrom; k < lastSegment; k++) {
      segment = prefix.atoms[k] == END ? afterSegment(segment, to) : segment;
    }
    if (compare(from, Math.min(segment, to), prefix, prefixFrom, lastSegment) != 0) {
      return false;
    }
    // All atoms of the last segment but the last one are equal; that one may go on, if it is text.
    int i = segment;
    for (int k = lastSegment; k < prefixTo - 1; k++) {
      boolean more = i < to && atoms[i] != END;
      long atom = more ? atoms[i] : 0;
      boolean last = k == prefixTo - 2;
      if (last && prefix.atoms[k] < 0) {
        return more && atom < 0 && text(i).startsWith(prefix.text(k));
      }
      if (atom != prefix.atoms[k] || (more && compareTexts(i, prefix, k) != 0)) {
        return false;
      }
      i += more ? 1 : 0;
    }
    return true;
  }

  private int afterSegment(int from, int to) {
    int i = from;
    while (i < to && atoms[i] != END) {
      i++;
    }
    return Math.min(i + 1, to);
  }

  /** At most seven letters as a negative number of the same order. */
  static long packed(String letters) {
    long bits = 0;
    for (int i = 0; i < PACKED; i++) {
      bits = bits << 8 | (i < letters.length() ? letters.charAt(i) & 0xff : 0);
    }
    return bits - (1L << 62);
  }

  private static String unpacked(long atom) {
    if (atom >= 0) {
      return "";
    }
    long bits = atom + (1L << 62);
    StringBuilder letters = new StringBuilder(PACKED);
    for (int shift = 8 * (PACKED - 1); shift >= 0; shift -= 8) {
      char letter = (char) (bits >> shift & 0xff);
      if (letter != 0) {
        letters.append(letter);
      }
    }
    return letters.toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CondaVersion version && compareTo(version) == 0;
  }

  /** Zeros at the end of a segment or version count as nothing, so they add nothing. */
  @Override
  public int hashCode() {
    int hash = 0;
    int segment = 0;
    int inSegment = 0;
    for (int i = 0; i < atoms.length; i++) {
      if (i == local) {
        segment = 1 << 10;
        inSegment = 0;
      }
      if (atoms[i] == END) {
        segment++;
        inSegment = 0;
      } else {
        hash += Long.hashCode(atoms[i] * 0x9e3779b97f4a7c15L) * (31 * segment + inSegment + 1);
        inSegment++;
      }
    }
    return hash;
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
