package org.repo2oci.build;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.TreePath;
import org.repo2oci.image.Digest;
import org.repo2oci.pypi.project.StaticProject;
import org.repo2oci.pypi.spec.Requirement;
import org.repo2oci.pypi.spec.Requirements;
import org.repo2oci.repository.Checkout;
import org.repo2oci.repository.TreeDigest;

/**
 * What of a repository decides how the projects in it are resolved and built: an edited notebook is
 * nothing of it. A {@code pyproject.toml} that says everything decides alone; a build that has to
 * be asked may look at any file that could be its own, and where versions come from the history, at
 * all of it.
 */
record ProjectInputs(Checkout checkout, List<String> projects) {
  private static final int LARGEST = 16 << 20;
  private static final String PYPROJECT = "pyproject.toml";

  /** What a project's build may be told by. */
  private static final List<String> BUILD_FILES = List.of(PYPROJECT, "setup.cfg", "setup.py");

  /** Neither a version nor a requirement stands there. */
  private static final Pattern PROSE =
      Pattern.compile("(?i).*\\.(?:ipynb|md|rst|png|jpe?g|gif|svg|pdf)");

  private static final Pattern NOTEBOOK = Pattern.compile("(?i).*\\.ipynb");

  /**
   * Tools that take a version from tags and commits, and builds that start git or take notebooks.
   */
  private static final Pattern BY_HISTORY =
      Pattern.compile(
          "(?i)scm|versioneer|vcs|dunamai|dynamic-versioning|versioningit|pbr|[\"']git[\"' ]|ipynb");

  /** What a resolve depends on beside the texts that were read; empty for nothing. */
  static String ofLock(Checkout checkout, Requirements user) {
    if (!user.needsRepository()) {
      return "";
    }
    List<String> projects =
        user.requirements().stream()
            .filter(Requirement.Local.class::isInstance)
            .map(one -> ((Requirement.Local) one).path())
            .toList();
    boolean archives = user.options().findLinks().stream().anyMatch(one -> !one.contains("://"));
    return archives ? checkout.contentId() : new ProjectInputs(checkout, projects).ofLock();
  }

  private String ofLock() {
    StringBuilder text = new StringBuilder();
    for (String project : projects) {
      Optional<String> alone = read(project, PYPROJECT).filter(StaticProject::decidesAlone);
      if (alone.isEmpty()) {
        return byHistory() ? checkout.contentId() : without(PROSE).toString();
      }
      text.append(project).append('\n').append(alone.get()).append('\n');
    }
    return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }

  /**
   * What the wheel of an editable project depends on, which names files and has none; empty where
   * that is the whole repository with its history.
   */
  Optional<Digest> ofEditable() {
    return byHistory() ? Optional.empty() : Optional.of(without(NOTEBOOK));
  }

  private boolean byHistory() {
    return projects.stream()
        .flatMap(project -> BUILD_FILES.stream().flatMap(file -> read(project, file).stream()))
        .anyMatch(BY_HISTORY.asPredicate());
  }

  private Optional<String> read(String project, String file) {
    String path = project.isEmpty() ? file : project + "/" + file;
    return checkout.source().exists(path)
        ? Optional.of(new String(checkout.source().read(path, LARGEST), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /** Of all other files, whenever they were written. */
  private Digest without(Pattern names) {
    Predicate<String> out = names.asMatchPredicate();
    FileTree.Builder rest = FileTree.builder();
    checkout
        .files("", 0, 0)
        .tree()
        .forEach((path, node) -> {
          if (!out.test(TreePath.name(path))) {
            rest.put(path, node.with(new Attributes(node.attributes().mode(), 0, 0, 0)));
          }
        });
    return new TreeDigest().of(rest.build());
  }
}
