package org.repo2oci.cran.spec;

import java.util.List;
import java.util.Optional;
import org.repo2oci.cran.spec.RToken.Kind;

/** The repository that a profile of R names, as far as that is written there. */
public final class RProfile {
  private static final String CRAN = "CRAN";

  private RProfile() {}

  /** The last URL that a profile gives to {@code CRAN}, or to {@code repos} as a whole. */
  public static Optional<String> mirror(String profile) {
    List<RToken> words =
        RToken.of(profile).stream().filter(token -> token.kind() != Kind.END_OF_LINE).toList();
    Optional<String> found = Optional.empty();
    for (int i = 2; i < words.size(); i++) {
      RToken url = words.get(i);
      boolean assigned = words.get(i - 1).is("<-") || words.get(i - 1).is("=");
      if (url.kind() == Kind.STRING && assigned && url.text().matches("(?i)(?:https?|file)://.+")) {
        int name = i - 2;
        while (name > 0 && words.get(name).is("]")) {
          name--;
        }
        String of = words.get(name).text();
        if (of.equals(CRAN) || of.equals("repos")) {
          found = Optional.of(url.text());
        }
      }
    }
    return found;
  }
}
