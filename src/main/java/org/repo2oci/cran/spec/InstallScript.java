package org.repo2oci.cran.spec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.repo2oci.cran.LockedR;
import org.repo2oci.cran.spec.RToken.Kind;

/**
 * What can be told of an {@code install.R} without running it.
 *
 * @param path for messages
 * @param installs the calls of {@code install.packages} whose packages are written there
 * @param selfContained whether nothing in it can read other files of the repository
 */
public record InstallScript(String path, List<Install> installs, boolean selfContained) {
  /** Functions that cannot see the repository, by name alone. */
  private static final Set<String> HARMLESS =
      Set.of(
          "c",
          "list",
          "paste",
          "paste0",
          "sprintf",
          "print",
          "cat",
          "message",
          "warning",
          "stop",
          "stopifnot",
          "options",
          "getOption",
          "install.packages",
          "update.packages",
          "installed.packages",
          "rownames",
          "names",
          "setdiff",
          "union",
          "unique",
          "is.element",
          "library",
          "require",
          "requireNamespace",
          "loadNamespace",
          "suppressMessages",
          "suppressWarnings",
          "suppressPackageStartupMessages",
          "invisible",
          "if",
          "for",
          "while",
          "function",
          "repeat",
          "return",
          "lapply",
          "sapply",
          "vapply",
          "length",
          "any",
          "all",
          "is.null",
          "nchar",
          "nzchar",
          "Sys.setenv",
          "Sys.getenv",
          "Sys.time",
          "Sys.getlocale",
          "Sys.setlocale",
          "packageVersion",
          "install_cran",
          "install_version",
          "install_github",
          "install_gitlab",
          "install_bioc",
          "install_url",
          "install",
          "biocLite",
          "repositories",
          "installspec",
          "tryCatch",
          "try",
          "quit",
          "q",
          "set.seed",
          "sessionInfo",
          "version",
          "webshot",
          "install_tinytex",
          "install_phantomjs",
          "install_tensorflow",
          "install_keras",
          "install_miniconda",
          "gsub",
          "sub",
          "grepl",
          "toupper",
          "tolower",
          "as.character",
          "character",
          "seq_along",
          "max",
          "min",
          "parallel",
          "detectCores",
          "unlist",
          "do.call",
          "identical",
          "isTRUE",
          "isFALSE",
          "is.na",
          "inherits",
          "compareVersion",
          "numeric_version",
          "conditionMessage",
          "date",
          "nrow",
          "ncol",
          "local");

  /** Of those, what does not mean the same in the package that is named in front of it. */
  private static final Set<String> READS_FROM = Set.of("devtools::install", "remotes::install");

  /** What reads files under whatever name it is called. */
  private static final Set<String> READERS =
      Set.of(
          "sys.source",
          "load",
          "readRDS",
          "readLines",
          "scan",
          "read.csv",
          "read.table",
          "file",
          "here",
          "setwd",
          "list.files",
          "system",
          "system2",
          "restore",
          "install_local",
          "install_deps");

  public InstallScript {
    installs = List.copyOf(installs);
  }

  /**
   * A call of {@code install.packages}.
   *
   * @param packages that it names
   * @param repositories of its own, where it has some that are written there
   * @param suggests whether it wants what the packages suggest, too
   * @param line from 1
   */
  public record Install(
      List<String> packages, List<String> repositories, boolean suggests, int line) {
    public Install {
      packages = List.copyOf(packages);
      repositories = List.copyOf(repositories);
    }
  }

  /** Reads a script. */
  public static InstallScript parse(byte[] content, String path) {
    String text = new String(content, StandardCharsets.UTF_8);
    List<RToken> tokens = RToken.of(text.startsWith("\ufeff") ? text.substring(1) : text);
    return new Reading(tokens).script(path);
  }

  /** All packages that are named, in their order. */
  public Set<String> packages() {
    Set<String> names = new LinkedHashSet<>();
    installs.forEach(install -> names.addAll(install.packages()));
    return names;
  }

  /** One pass over the words. */
  private static final class Reading {
    private final List<RToken> tokens;
    private final Map<String, List<String>> vectors = new LinkedHashMap<>();
    private final Set<String> assignedTwice = new TreeSet<>();
    private final Set<String> own = new TreeSet<>();

    Reading(List<RToken> tokens) {
      this.tokens = tokens.stream().filter(token -> token.kind() != Kind.END_OF_LINE).toList();
    }

    InstallScript script(String path) {
      readVectors();
      List<Install> installs = new ArrayList<>();
      boolean alone =
          tokens.stream()
              .noneMatch(token -> token.kind() == Kind.NAME && READERS.contains(token.text()));
      for (int i = 0; i + 1 < tokens.size(); i++) {
        RToken token = tokens.get(i);
        if (token.kind() != Kind.NAME || !tokens.get(i + 1).is("(")) {
          continue;
        }
        String qualified =
            i >= 2 && tokens.get(i - 1).text().startsWith("::")
                ? tokens.get(i - 2).text() + "::" + token.text()
                : token.text();
        List<Argument> arguments = arguments(i + 2);
        alone = alone && cannotRead(token.text(), qualified, arguments);
        if (token.text().equals("install.packages")) {
          install(arguments, token.line()).ifPresent(installs::add);
        }
      }
      return new InstallScript(path, installs, alone);
    }

    /** Vectors of texts that have a name of their own. */
    private void readVectors() {
      for (int i = 0; i + 2 < tokens.size(); i++) {
        RToken name = tokens.get(i);
        boolean assigns = tokens.get(i + 1).is("<-") || tokens.get(i + 1).is("=");
        if (name.kind() == Kind.NAME && assigns) {
          if (tokens.get(i + 2).isName("function")) {
            own.add(name.text());
          }
          Optional<List<String>> texts = texts(from(i + 2));
          if (vectors.containsKey(name.text()) && !tokens.get(i + 1).is("=")) {
            assignedTwice.add(name.text());
          }
          texts.ifPresent(values -> vectors.putIfAbsent(name.text(), values));
        }
      }
      assignedTwice.forEach(vectors::remove);
    }

    private record Argument(String name, List<RToken> value) {}

    private List<RToken> from(int begin) {
      return tokens.subList(begin, tokens.size());
    }

    /** Of a call, the words of each argument; {@code begin} is behind the bracket. */
    private List<Argument> arguments(int begin) {
      List<Argument> arguments = new ArrayList<>();
      List<RToken> value = new ArrayList<>();
      int depth = 0;
      for (RToken token : from(begin)) {
        if (depth == 0 && (token.is(")") || token.is(","))) {
          if (!value.isEmpty()) {
            arguments.add(argument(value));
          }
          value = new ArrayList<>();
          if (token.is(")")) {
            return arguments;
          }
          continue;
        }
        if (token.is("(") || token.is("[") || token.is("{")) {
          depth++;
        } else if (token.is(")") || token.is("]") || token.is("}")) {
          depth--;
        }
        value.add(token);
      }
      return arguments;
    }

    private static Argument argument(List<RToken> words) {
      boolean named = words.size() > 2 && words.get(1).is("=");
      return named
          ? new Argument(words.getFirst().text(), words.subList(2, words.size()))
          : new Argument("", words);
    }

    /** The texts of a literal, of {@code c(…)}, or of a name that stands for such a vector. */
    private Optional<List<String>> texts(List<RToken> words) {
      if (words.isEmpty()) {
        return Optional.empty();
      }
      RToken first = words.getFirst();
      if (first.kind() == Kind.STRING) {
        boolean alone = words.size() == 1 || !words.get(1).is("[");
        return alone ? Optional.of(List.of(first.text())) : Optional.empty();
      }
      if (first.isName("c") && words.size() > 1 && words.get(1).is("(")) {
        List<String> texts = new ArrayList<>();
        for (int i = 2; i < words.size() && !words.get(i).is(")"); i++) {
          RToken word = words.get(i);
          boolean name = i + 1 < words.size() && words.get(i + 1).is("=");
          if (word.kind() == Kind.STRING && !name) {
            texts.add(word.text());
          } else if (!name && !word.is(",") && !word.is("=")) {
            return Optional.empty();
          }
        }
        return Optional.of(texts);
      }
      // `wanted[!wanted %in% installed]` is at most all that is wanted.
      boolean variable = words.size() == 1 || words.get(1).is("[");
      return first.kind() == Kind.NAME && variable
          ? Optional.ofNullable(vectors.get(first.text()))
          : Optional.empty();
    }

    private Optional<Install> install(List<Argument> arguments, int line) {
      Optional<List<String>> packages =
          arguments.stream()
              .filter(one -> one.name().equals("pkgs"))
              .findFirst()
              .or(() -> arguments.stream().filter(one -> one.name().isEmpty()).findFirst())
              .flatMap(one -> texts(one.value()));
      boolean elsewhere =
          arguments.stream().anyMatch(one -> one.name().equals("lib") || one.name().equals("type"));
      if (packages.isEmpty()
          || elsewhere
          || packages.get().isEmpty()
          || !packages.get().stream().allMatch(name -> LockedR.NAME.matcher(name).matches())) {
        return Optional.empty();
      }
      Optional<Argument> repos =
          arguments.stream().filter(one -> one.name().equals("repos")).findFirst();
      Optional<List<String>> urls = repos.flatMap(one -> texts(one.value()));
      if (repos.isPresent() && urls.isEmpty() && !isOption(repos.get())) {
        return Optional.empty();
      }
      boolean suggests =
          arguments.stream()
              .anyMatch(one ->
                  !one.name().isEmpty()
                      && "dependencies".startsWith(one.name())
                      && one.name().length() > 2
                      && isTrue(one.value()));
      return Optional.of(new Install(packages.get(), urls.orElse(List.of()), suggests, line));
    }

    private static boolean isOption(Argument repos) {
      return repos.value().getFirst().isName("getOption");
    }

    private static boolean isTrue(List<RToken> value) {
      return value.size() == 1 && (value.getFirst().isName("TRUE") || value.getFirst().isName("T"));
    }

    private boolean cannotRead(String name, String qualified, List<Argument> arguments) {
      if (READS_FROM.contains(qualified)) {
        return false;
      }
      boolean fromWeb =
          !arguments.isEmpty()
              && arguments.getFirst().value().getFirst().kind() == Kind.STRING
              && arguments.getFirst().value().getFirst().text().matches("(?i)https?://.*");
      if (name.equals("install.packages")) {
        boolean fromFile =
            arguments.stream()
                .flatMap(one -> one.value().stream())
                .anyMatch(word ->
                    word.isName("NULL")
                        || (word.kind() == Kind.STRING
                            && (word.text().startsWith("file:")
                                || word.text().startsWith(".")
                                || word.text().endsWith(".tar.gz"))));
        return !fromFile || fromWeb;
      }
      return HARMLESS.contains(name) || own.contains(name) || fromWeb;
    }
  }
}
