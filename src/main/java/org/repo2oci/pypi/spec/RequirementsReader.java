package org.repo2oci.pypi.spec;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Fetcher;

/**
 * Reads requirements files as pip does (pip, "Requirements File Format"): includes, constraints,
 * options, and every requirement with its file and line.
 */
public final class RequirementsReader {
  static final int MAX_BYTES = 1 << 20;
  private static final int MAX_FILES = 100;

  private final Fetcher fetcher;
  private final RepositoryPaths paths;
  private final RequirementParser parser;
  private final IndexOptionsBuilder options = new IndexOptionsBuilder();
  private final List<Requirement> requirements = new ArrayList<>();
  private final List<Requirement> constraints = new ArrayList<>();
  private final List<Requirements.File> files = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<RequirementProblem> problems = new ArrayList<>();
  private final Set<String> done = new HashSet<>();

  private RequirementsReader(Path repository, String folder, Fetcher fetcher) throws IOException {
    this.fetcher = fetcher;
    this.paths = new RepositoryPaths(repository);
    this.parser = new RequirementParser(paths, folder);
  }

  /**
   * Reads a file of the repository and all that it includes.
   *
   * @param fetcher for files that are included by URL
   * @param file relative to the repository
   * @throws BuildFailure with file and line, for all lines of a file at once
   */
  public static Requirements read(Path repository, String file, Fetcher fetcher)
      throws IOException, InterruptedException {
    RequirementsReader reader = new RequirementsReader(repository, "", fetcher);
    reader.readFile(file, Optional.empty(), false, List.of());
    return reader.result();
  }

  /**
   * Reads lines that stand in a file of another form, and all that they include. Paths are relative
   * to that file's folder.
   *
   * @param file relative to the repository
   * @throws BuildFailure with file and line, for all lines at once
   */
  public static Requirements readLines(
      Path repository, String file, List<RequirementLine> lines, Fetcher fetcher)
      throws IOException, InterruptedException {
    RequirementsReader reader = new RequirementsReader(repository, folder(file), fetcher);
    StringBuilder all = new StringBuilder();
    lines.forEach(line -> all.append(line.text()).append('\n'));
    reader.files.add(new Requirements.File(file, all.toString()));
    for (RequirementLine line : lines) {
      for (RequirementsText.Line said : new RequirementsText(line.text(), false).lines()) {
        reader.readCarefully(line.origin(), said.text(), false, List.of(file));
      }
    }
    return reader.result();
  }

  private Requirements result() {
    if (!problems.isEmpty()) {
      throw RequirementProblem.failure(problems);
    }
    return new Requirements(requirements, constraints, options.build(), files, warnings);
  }

  private void readFile(
      String file, Optional<SourceLine> from, boolean asConstraints, List<String> open)
      throws IOException, InterruptedException {
    SourceLine origin = from.orElseGet(() -> new SourceLine(file, 1));
    if (open.contains(file)) {
      problems.add(
          new RequirementProblem(
              origin,
              "`%s` includes itself".formatted(file),
              "Remove the `-r` or `-c` that closes the circle"));
      return;
    }
    if (!done.add(asConstraints + " " + file)) {
      return;
    }
    if (done.size() > MAX_FILES) {
      throw RequirementProblem.failure(
          List.of(
              new RequirementProblem(
                  origin, "more than %d files".formatted(MAX_FILES), "Join them")));
    }
    RequirementsText text = RequirementsText.decode(bytes(file, from));
    if (text.guessed()) {
      warnings.add("`%s` is not UTF-8; it is read as Latin-1".formatted(file));
    }
    files.add(new Requirements.File(file, text.text()));
    List<String> nowOpen = new ArrayList<>(open);
    nowOpen.add(file);
    for (RequirementsText.Line line : text.lines()) {
      readCarefully(new SourceLine(file, line.number()), line.text(), asConstraints, nowOpen);
    }
  }

  private void readCarefully(SourceLine here, String line, boolean asConstraints, List<String> open)
      throws IOException, InterruptedException {
    try {
      readLine(here, line, asConstraints, open);
    } catch (RequirementParser.Refused refused) {
      problems.add(refused.at(here));
    }
  }

  private void readLine(SourceLine here, String line, boolean asConstraints, List<String> open)
      throws IOException, InterruptedException, RequirementParser.Refused {
    if (!line.startsWith("-")) {
      List<String> ignored = new ArrayList<>();
      add(parser.parse(here, line, ignored), asConstraints);
      ignored.forEach(option -> warnings.add("%s: `%s` has no effect".formatted(here, option)));
      return;
    }
    for (OptionLine.Option option : OptionLine.parse(line)) {
      switch (option.meaning()) {
        case INCLUDE ->
            readFile(include(here, option.value()), Optional.of(here), asConstraints, open);
        case CONSTRAINTS -> readFile(include(here, option.value()), Optional.of(here), true, open);
        case EDITABLE -> add(parser.editable(here, option.value()), asConstraints);
        case FIND_LINKS -> options.findLinks(place(here, option.value()));
        case WITHOUT_EFFECT ->
            warnings.add("%s: `%s` has no effect: %s".formatted(here, option.name(), option.why()));
        case REFUSED ->
            throw new RequirementParser.Refused(
                "`%s` is not an option of a requirements file".formatted(option.name()),
                option.why());
        case INDEX_URL,
            EXTRA_INDEX_URL,
            NO_INDEX,
            PRE_RELEASES,
            NO_BINARY,
            ONLY_BINARY,
            REQUIRE_HASHES ->
            options.accept(option);
      }
    }
  }

  private void add(Requirement requirement, boolean asConstraint) throws RequirementParser.Refused {
    if (!asConstraint) {
      requirements.add(requirement);
      return;
    }
    if (requirement.name().isEmpty()) {
      throw new RequirementParser.Refused("a constraint needs a name");
    }
    if (!requirement.extras().isEmpty()) {
      throw new RequirementParser.Refused(
          "a constraint has no extras", "Write the extras where the package is required");
    }
    constraints.add(requirement);
  }

  /** Included files are named from the file that includes them. */
  private String include(SourceLine here, String target) throws RequirementParser.Refused {
    if (target.matches("https?://.*")) {
      return target;
    }
    if (here.file().contains("://")) {
      return URI.create(here.file()).resolve(target).toString();
    }
    String path = target.replaceFirst("(?i)^file:", "");
    return paths.existing(folder(here.file()), path);
  }

  /** A folder of archives is named from its file, or else from the repository's top. */
  private String place(SourceLine here, String target) throws RequirementParser.Refused {
    if (target.matches("https?://.*")) {
      return target;
    }
    String path = target.replaceFirst("(?i)^file:", "");
    try {
      return paths.existing(folder(here.file()), path);
    } catch (RequirementParser.Refused fromFile) {
      return paths.existing(path);
    }
  }

  private static String folder(String file) {
    int slash = file.lastIndexOf('/');
    return slash < 0 || file.contains("://") ? "" : file.substring(0, slash);
  }

  private byte[] bytes(String file, Optional<SourceLine> from)
      throws IOException, InterruptedException {
    if (file.contains("://")) {
      return limited(file, from, fetcher.get(URI.create(file), Map.of()));
    }
    Path path = paths.file(file);
    if (!Files.isRegularFile(path) || !path.toRealPath().startsWith(paths.file(""))) {
      throw unreadable(file, from, "it is not a file of the repository");
    }
    try (InputStream stream = Files.newInputStream(path)) {
      return limited(file, from, stream.readNBytes(MAX_BYTES + 1));
    } catch (IOException e) {
      throw unreadable(file, from, "it cannot be opened").withCause(e);
    }
  }

  private static byte[] limited(String file, Optional<SourceLine> from, byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw unreadable(file, from, "it is larger than 1 MiB");
    }
    return bytes;
  }

  private static BuildFailure unreadable(String file, Optional<SourceLine> from, String why) {
    BuildFailure failure = BuildFailure.input("Cannot read `%s`: %s".formatted(file, why));
    return from.map(line -> failure.withDetail("included by %s".formatted(line)))
        .orElse(failure)
        .withHint("A requirements file is a text file in the repository, with one package a line");
  }
}
