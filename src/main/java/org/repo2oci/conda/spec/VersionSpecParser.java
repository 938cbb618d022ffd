package org.repo2oci.conda.spec;

import java.util.ArrayList;
import java.util.List;
import org.repo2oci.conda.spec.VersionSpec.Relation;

/** Reads version specs: {@code |} of {@code ,} of comparisons and parentheses (CEP 29). */
final class VersionSpecParser {
  private static final int DEEPEST = 32;
  private static final String ANY_ENDING = ".*";

  private final String text;
  private int at;
  private int depth;

  VersionSpecParser(String text) {
    this.text = text.strip();
  }

  VersionSpec parse() {
    if (text.isEmpty()) {
      throw bad("it is empty");
    }
    VersionSpec spec = alternatives();
    if (at < text.length()) {
      throw bad("unexpected `%s`".formatted(text.charAt(at)));
    }
    return spec;
  }

  private VersionSpec alternatives() {
    List<VersionSpec> parts = new ArrayList<>();
    do {
      parts.add(conjunction());
    } while (take('|'));
    return parts.size() == 1 ? parts.getFirst() : new VersionSpec.AnyOf(parts);
  }

  private VersionSpec conjunction() {
    List<VersionSpec> parts = new ArrayList<>();
    do {
      parts.add(part());
    } while (take(','));
    return parts.size() == 1 ? parts.getFirst() : new VersionSpec.All(parts);
  }

  private VersionSpec part() {
    if (take('(')) {
      if (++depth > DEEPEST) {
        throw bad("too many parentheses");
      }
      VersionSpec inner = alternatives();
      if (!take(')')) {
        throw bad("a `)` is missing");
      }
      depth--;
      return inner;
    }
    String atom = atom();
    if (atom.isEmpty()) {
      throw bad("a version is missing");
    }
    return comparison(atom);
  }

  private boolean take(char wanted) {
    skipBlanks();
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      skipBlanks();
      return true;
    }
    return false;
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  /** Up to the next sign; a regular expression may have signs in it. */
  private String atom() {
    skipBlanks();
    int from = at;
    if (at < text.length() && text.charAt(at) == '^') {
      int dollar = text.indexOf('$', at);
      if (dollar < 0) {
        throw bad("a regular expression begins with `^` and ends with `$`");
      }
      at = dollar + 1;
    } else {
      while (at < text.length() && "(),|".indexOf(text.charAt(at)) < 0) {
        at++;
      }
    }
    return text.substring(from, at).strip();
  }

  private VersionSpec comparison(String atom) {
    if (atom.startsWith("^") || atom.endsWith("$")) {
      if (!atom.startsWith("^")) {
        throw bad("a regular expression begins with `^` and ends with `$`");
      }
      return new VersionSpec.Written(TextMatcher.parse(atom));
    }
    if ("=<>!~".indexOf(atom.charAt(0)) >= 0) {
      int end = 1;
      while (end < atom.length() && "=<>!~".indexOf(atom.charAt(end)) >= 0) {
        end++;
      }
      return related(atom.substring(0, end), atom.substring(end).strip());
    }
    return unsigned(atom);
  }

  private VersionSpec related(String sign, String written) {
    if (written.isEmpty()) {
      throw bad("no version after `%s`".formatted(sign));
    }
    boolean open = written.endsWith(ANY_ENDING);
    String named = open ? written.substring(0, written.length() - ANY_ENDING.length()) : written;
    return switch (sign) {
      case "=" -> compared(Relation.STARTS_WITH, named);
      case "==" -> compared(open ? Relation.STARTS_WITH : Relation.EQUAL, named);
      case "!=" -> compared(open ? Relation.STARTS_NOT_WITH : Relation.NOT_EQUAL, named);
      // An open end says nothing here, and is dropped.
      case "<" -> compared(Relation.LESS, named);
      case "<=" -> compared(Relation.AT_MOST, named);
      case ">" -> compared(Relation.GREATER, named);
      case ">=" -> compared(Relation.AT_LEAST, named);
      case "~=" -> compatible(written, open);
      default -> throw bad("`%s` is no operator".formatted(sign));
    };
  }

  private VersionSpec compared(Relation relation, String named) {
    return new VersionSpec.Compared(relation, version(named));
  }

  private VersionSpec compatible(String named, boolean open) {
    int dot = named.lastIndexOf('.');
    if (open || dot <= 0) {
      throw new SpecException(
          "`%s` is no version spec: `~=` needs a version of two components or more".formatted(text),
          "`~=1.4` is every 1.x from 1.4 on; for a lower limit alone write `>=1.4`");
    }
    return new VersionSpec.Compatible(version(named), version(named.substring(0, dot)));
  }

  private VersionSpec unsigned(String atom) {
    int stars = atom.length();
    while (stars > 0 && atom.charAt(stars - 1) == '*') {
      stars--;
    }
    if (stars == 0) {
      return VersionSpec.ANY;
    }
    if (atom.substring(0, stars).indexOf('*') >= 0) {
      return new VersionSpec.Written(TextMatcher.parse(atom));
    }
    if (stars < atom.length()) {
      String named = atom.substring(0, stars);
      return compared(
          Relation.STARTS_WITH,
          named.endsWith(".") ? named.substring(0, named.length() - 1) : named);
    }
    // Versions have no `@`; a record's text may.
    return atom.indexOf('@') >= 0
        ? new VersionSpec.Written(new TextMatcher.Exact(atom))
        : compared(Relation.EQUAL, atom);
  }

  private CondaVersion version(String named) {
    try {
      return CondaVersion.parse(named);
    } catch (SpecException e) {
      throw bad(e.message());
    }
  }

  private SpecException bad(String why) {
    return new SpecException(
        "`%s` is no version spec: %s".formatted(text, why),
        "A version spec is written `1.8`, `1.8.*`, `>=1.8,<2` or `1.8.*|1.10.*`");
  }
}
