package org.repo2oci.buildpack;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.repo2oci.image.Platform;
import org.repo2oci.repository.SourceFolder;

/**
 * What the conditions of detection rules ask of a repository; each file is read when first asked.
 */
final class Facts {
  static final String RUNTIME = "runtime.txt";
  private static final String UV_LOCK = "uv.lock";
  private static final String POETRY_LOCK = "poetry.lock";
  private static final String PYLOCK = "pylock.toml";
  private static final String PIPFILE = "Pipfile";
  private static final int LARGEST_LOCK = 32 << 20;
  private static final String REQUIREMENTS = "requirements.txt";
  private static final String PROJECT = "pyproject.toml";
  private static final Pattern LEGACY_BASE =
      Pattern.compile("(?im)^\\s*FROM\\s.*andrewosh/binder-base.*$");
  private static final Pattern EXPLICIT = Pattern.compile("(?m)^\\s*@EXPLICIT\\s*$");
  private static final Pattern SELF =
      Pattern.compile(
          "(?m)^[ \\t]*(?:(?:-e|--editable)[ \\t=]*)?\\./?(?:\\[[^\\]]*\\])?[ \\t]*(?:[;#].*)?\\r?$");

  private final SourceFolder source;
  private final Platform platform;
  private final Optional<String> binderFolder;
  private @Nullable RuntimeFile runtime;
  private @Nullable PythonProject project;

  Facts(SourceFolder source, Platform platform) {
    this.source = source;
    this.platform = platform;
    this.binderFolder = source.binderFolder();
  }

  Optional<String> binderFolder() {
    return binderFolder;
  }

  /** A file of the binder folder, or of the top where there is none. */
  String inBinder(String name) {
    return binderFolder.map(folder -> folder + "/" + name).orElse(name);
  }

  /** Something of this name that is no folder; a link that leads nowhere counts. */
  boolean isFile(String path) {
    return source.exists(path) && !source.isFolder(path);
  }

  boolean isFolder(String path) {
    return source.isFolder(path);
  }

  byte[] read(String path) {
    return source.readSmall(path);
  }

  /** A lock file: a tool wrote it, and may have written much. */
  byte[] readLock(String path) {
    return source.read(path, LARGEST_LOCK);
  }

  Platform platform() {
    return platform;
  }

  /** Where the rule's file is looked for; absent where it is not. */
  Optional<String> path(DetectRule rule) {
    return switch (rule.at()) {
      case BINDER -> Optional.of(inBinder(rule.file()));
      case ROOT -> Optional.of(rule.file());
      case PACKAGE -> binderFolder.isPresent() ? Optional.empty() : Optional.of(rule.file());
    };
  }

  /** Whether the file is there and all that the rule asks for holds. */
  boolean holds(DetectRule rule) {
    return path(rule).filter(this::isFile).isPresent()
        && superfluous(rule).isEmpty()
        && hasCompany(rule)
        && rule.when().stream().allMatch(condition -> holds(condition, rule.file()));
  }

  /** The file that makes it superfluous. */
  Optional<String> superfluous(DetectRule rule) {
    return rule.unless().stream().filter(other -> isFile(inBinder(other))).findFirst();
  }

  /** Whether one of the files that it needs is there. */
  boolean hasCompany(DetectRule rule) {
    return rule.beside().isEmpty()
        || rule.beside().stream().anyMatch(other -> isFile(inBinder(other)));
  }

  private boolean holds(DetectRule.Condition condition, String file) {
    return switch (condition) {
      case RUNTIME_IS_R -> runtime().filter(RuntimeFile::isR).isPresent();
      case RUNTIME_IS_PYTHON -> runtime().filter(RuntimeFile::isPython).isPresent();
      case RUNTIME_ALLOWS_PYTHON -> runtime().filter(found -> !found.isPython()).isEmpty();
      case IS_PYTHON_PACKAGE -> project().filter(PythonProject::isPackage).isPresent();
      case REQUIRES_PYTHON -> project().flatMap(PythonProject::requiresPython).isPresent();
      case SELF_INSTALLED -> installsItself();
      case NOT_SELF_INSTALLED -> !installsItself();
      case LOCKED -> lockFile().isPresent();
      case NOT_LOCKED -> lockFile().isEmpty();
      case PROJECT_OF_UV -> project().filter(PythonProject::hasProject).isPresent();
      case PROJECT_OF_POETRY ->
          project().filter(found -> found.hasProject() || found.isOfPoetry()).isPresent();
      case IS_EXPLICIT_LIST ->
          EXPLICIT.matcher(text(inBinder(file), StandardCharsets.UTF_8)).find();
      case PLATFORM_IS_AMD64 -> platform.equals(Platform.LINUX_AMD64);
      case PLATFORM_IS_ARM64 -> platform.equals(Platform.LINUX_ARM64);
      case FROM_LEGACY_BASE -> LEGACY_BASE.matcher(text(file, StandardCharsets.UTF_8)).find();
    };
  }

  Optional<RuntimeFile> runtime() {
    String path = inBinder(RUNTIME);
    if (runtime == null && isFile(path)) {
      runtime = RuntimeFile.parse(read(path), path);
    }
    return Optional.ofNullable(runtime);
  }

  /** The lock file that says which Python packages there are, whatever else is there. */
  Optional<String> lockFile() {
    if (isFile(UV_LOCK) && project().filter(PythonProject::hasProject).isPresent()) {
      return Optional.of(UV_LOCK);
    }
    if (isFile(POETRY_LOCK)
        && project().filter(found -> found.hasProject() || found.isOfPoetry()).isPresent()) {
      return Optional.of(POETRY_LOCK);
    }
    return Optional.of(inBinder(PYLOCK)).filter(this::isFile);
  }

  /** The one at the top, where that is looked at. */
  Optional<PythonProject> project() {
    if (project == null && binderFolder.isEmpty() && isFile(PROJECT)) {
      project = PythonProject.parse(read(PROJECT), PROJECT);
    }
    return Optional.ofNullable(project);
  }

  /** The Python that a Pipfile or its lock asks for, as it is written there. */
  Optional<PipfilePython> pipfilePython() {
    String lock = inBinder(PIPFILE + ".lock");
    String file = inBinder(PIPFILE);
    Optional<PipfilePython> locked =
        isFile(lock) ? PipfilePython.ofLock(readLock(lock), lock) : Optional.empty();
    return locked.or(
        () -> isFile(file) ? PipfilePython.ofFile(read(file), file) : Optional.empty());
  }

  /** The Pythons that a {@code pylock.toml} is for. */
  Optional<PythonRange> pylockPython() {
    String path = inBinder(PYLOCK);
    return isFile(path) ? PythonProject.ofLock(readLock(path), path) : Optional.empty();
  }

  private boolean installsItself() {
    String path = inBinder(REQUIREMENTS);
    return isFile(path) && SELF.matcher(text(path, encoding(read(path)))).find();
  }

  private static Charset encoding(byte[] content) {
    int mark = content.length < 2 ? 0 : (content[0] & 0xff) << 8 | (content[1] & 0xff);
    boolean wide = mark == 0xfffe || mark == 0xfeff;
    return wide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
  }

  private String text(String path, Charset encoding) {
    String text = new String(read(path), encoding);
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }
}
