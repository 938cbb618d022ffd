package org.repo2oci.conda.spec;

/** A text that may be looked at so many times; a bad regular expression looks for ever. */
record PatientText(String text, int[] left) implements CharSequence {
  /** It was looked at too often. */
  static final class Impatient extends RuntimeException {
    Impatient() {
      super("too many steps", null, false, false);
    }
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    if (left[0]-- <= 0) {
      throw new Impatient();
    }
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new PatientText(text.substring(start, end), left);
  }

  @Override
  public String toString() {
    return text;
  }
}
