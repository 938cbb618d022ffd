package org.repo2oci.buildpack;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.project.ProjectFile;

/**
 * What a repository asks for, in this program's terms: values only.
 *
 * @param root the source folder that all paths are relative to
 * @param binderFolder {@code binder} or {@code .binder}, where there is one
 * @param chosen the name of the buildpack that decides
 * @param detected whether a file chose it; {@code false} is the fallback
 * @param pythonVersion the {@code x.y} that is wanted; of a conda environment that does not pin
 *     one, the base's, which is favoured then
 * @param conda what is to come from conda; empty for the base's own Python
 * @param r what is wanted of R; empty where nothing is
 * @param buildpacks those that take part, in order
 */
public record Environment(
    Path root,
    Optional<String> binderFolder,
    String chosen,
    boolean detected,
    List<UsedFile> used,
    List<IgnoredFile> ignored,
    String pythonVersion,
    Optional<CondaWish> conda,
    Optional<RWish> r,
    List<Buildpack> buildpacks) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z_]+)}");
  private static final Map<String, ProjectFile.Kind> PYTHON =
      Map.of(
          "requirements", ProjectFile.Kind.REQUIREMENTS,
          "package", ProjectFile.Kind.PACKAGE,
          "project", ProjectFile.Kind.PACKAGE,
          "pipfile", ProjectFile.Kind.PIPFILE,
          "pipfile-lock", ProjectFile.Kind.PIPFILE_LOCK,
          "uv-lock", ProjectFile.Kind.UV_LOCK,
          "poetry-lock", ProjectFile.Kind.POETRY_LOCK,
          "pylock-lock", ProjectFile.Kind.PYLOCK);

  public Environment {
    used = List.copyOf(used);
    ignored = List.copyOf(ignored);
    buildpacks = List.copyOf(buildpacks);
  }

  /**
   * This one.
   *
   * @throws BuildFailure where it is only the fallback
   */
  public Environment required() {
    if (!detected) {
      throw BuildFailure.input("No environment specification found: no file says what to install")
          .withHint("Add a file that says it, such as `requirements.txt` or `environment.yml`");
    }
    return this;
  }

  /** Files that say which packages of the Python Package Index there are, in their order. */
  public List<ProjectFile> pythonFiles() {
    return used.stream()
        .flatMap(file ->
            Optional.ofNullable(PYTHON.get(file.kind())).stream()
                .map(kind -> new ProjectFile(kind, file.path())))
        .sorted(Comparator.comparing(ProjectFile::kind))
        .toList();
  }

  /** The file of a kind such as {@code start}, relative to {@link #root()}. */
  public Optional<String> file(String kind) {
    return used.stream().filter(file -> file.kind().equals(kind)).map(UsedFile::path).findFirst();
  }

  /**
   * The image's variables, {@code PATH} last.
   *
   * @param given values for {@code USER}, {@code HOME} and {@code REPO_DIR}
   * @param basePath the base image's own {@code PATH}
   */
  public Map<String, String> variables(Map<String, String> given, String basePath) {
    Map<String, String> variables = new LinkedHashMap<>();
    Set<String> path = new LinkedHashSet<>();
    for (Buildpack buildpack : buildpacks) {
      buildpack.environment().forEach((name, value) -> variables.put(name, expanded(value, given)));
      buildpack.path().forEach(folder -> path.add(expanded(folder, given)));
    }
    path.add(basePath);
    variables.put("PATH", String.join(":", path));
    return variables;
  }

  private static String expanded(String text, Map<String, String> given) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(found -> {
          String value = given.get(found.group(1));
          if (value == null) {
            throw new IllegalArgumentException("no value for " + found.group());
          }
          return Matcher.quoteReplacement(value);
        });
  }
}
