package org.repo2oci.conda.environment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.spec.FileProblems;
import org.repo2oci.pypi.spec.SourceLine;

/** Gathers the packages of a lock file, each checked to be one and for the platform. */
final class LockedPackages {
  private final String path;
  private final String subdir;
  private final Map<String, LockedConda> packages = new LinkedHashMap<>();
  private final List<SpecLine> pip = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final FileProblems problems = new FileProblems("Cannot read");
  private int weak;

  LockedPackages(String path, String subdir) {
    this.path = path;
    this.subdir = subdir;
  }

  void conda(int line, String text, ArchiveUrl.Said said) {
    SourceLine here = new SourceLine(path, line);
    Optional<ArchiveUrl> url = ArchiveUrl.parse(text);
    if (url.isEmpty()) {
      problems.add(
          here,
          "`%s` is not the URL of a conda package".formatted(shown(text)),
          "A package is `https://…/<channel>/%s/<name>-<version>-<build>.conda`".formatted(subdir));
    } else if (!url.get().isFor(subdir)) {
      problems.add(
          here,
          "`%s` is for `%s`, and the image is for `%s`"
              .formatted(url.get().fileName(), url.get().subdir(), subdir),
          "Make a lock file for `%s`".formatted(subdir));
    } else if (said.digests().isEmpty()) {
      problems.add(
          here,
          "`%s` has no digest".formatted(url.get().fileName()),
          "Write it with `conda list --explicit --sha256`, or with `--md5`");
    } else {
      add(here, url.get().locked(said));
    }
  }

  private void add(SourceLine here, LockedConda locked) {
    if (locked.record().sha256().isEmpty()) {
      weak++;
    }
    if (packages.putIfAbsent(locked.record().name(), locked) != null) {
      problems.add(
          here,
          "`%s` is there a second time".formatted(locked.record().name()),
          "An environment has one version of each package");
    }
  }

  void pip(int line, String requirement) {
    pip.add(new SpecLine(requirement, path, line));
  }

  void note(String note) {
    notes.add(note);
  }

  void problem(int line, String why, String hint) {
    problems.add(new SourceLine(path, line), why, hint);
  }

  /**
   * All of them.
   *
   * @throws BuildFailure where a line is wrong
   */
  CondaLock lock(List<String> channels) {
    problems.failOnAny();
    if (weak > 0) {
      notes.add(
          "`%s` has only an MD5 digest for %d of its %d packages"
              .formatted(path, weak, packages.size()));
    }
    return new CondaLock(path, subdir, channels, List.copyOf(packages.values()), pip, notes);
  }

  private static String shown(String text) {
    String plain = text.replaceFirst("//[^/@]*@", "//");
    return plain.length() > 100 ? plain.substring(0, 100) + "…" : plain;
  }
}
