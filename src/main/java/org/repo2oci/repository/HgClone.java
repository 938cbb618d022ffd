package org.repo2oci.repository;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;

/** Clones a repository of Mercurial into an empty folder. */
final class HgClone {
  /** Hosts of git alone, which need not be asked first whether they speak Mercurial. */
  private static final Set<String> GIT_ONLY =
      Set.of("github.com", "gist.github.com", "gitlab.com", "bitbucket.org", "codeberg.org");

  private final HgProgram hg;
  private final String url;
  private final String shown;
  private final EventSink events;

  /** The repository may name what Mercurial reads; a password in it is shown nowhere. */
  HgClone(HgProgram hg, String url, EventSink events) {
    this.hg = hg;
    this.url = url;
    this.shown = GitUrl.redacted(url);
    this.events = events;
  }

  /** Whether it is worth asking: repo2docker asks Mercurial before git. */
  static boolean mayBe(String url) {
    String host = url.replaceFirst("(?i)^[a-z+]+://([^/@]*@)?", "").replaceFirst("[:/].*", "");
    return !url.endsWith(".git") && !url.contains("github.com/") && !GIT_ONLY.contains(host);
  }

  /** Whether Mercurial knows a repository there. */
  boolean isThere() {
    return hg.run(Path.of("/"), line -> {}, List.of("identify", "--", url)).succeeded();
  }

  /** Fills the folder with the files of the ref, or of the default branch. */
  FetchedFiles checkOut(Path folder, Optional<String> ref) throws IOException {
    List<String> clone =
        new ArrayList<>(List.of("clone", "--quiet", "--config", "phases.publish=False"));
    ref.ifPresent(_ -> clone.add("--noupdate"));
    clone.addAll(List.of("--", url, folder.toString()));
    HgProgram.Result cloned = hg.run(Path.of("/"), this::say, clone);
    if (!cloned.succeeded()) {
      throw failed("Cannot clone `%s`: hg failed".formatted(shown), cloned)
          .withHint("`hg identify %s` shows whether hg reaches it".formatted(shown));
    }
    if (ref.isPresent()) {
      HgProgram.Result updated =
          hg.run(folder, this::say, List.of("update", "--quiet", "--clean", "--rev", ref.get()));
      if (!updated.succeeded()) {
        throw failed(
                "Cannot check out `%s` of `%s`: it is no branch, tag or revision there"
                    .formatted(ref.get(), shown),
                updated)
            .withHint("`hg branches` and `hg tags` list them in a clone");
      }
    }
    // What hg wrote there may hold a login.
    Files.writeString(
        folder.resolve(".hg").resolve("hgrc"), "[paths]\ndefault = %s\n".formatted(shown));
    HgProgram.Result state =
        hg.run(
            folder,
            line -> {},
            List.of("log", "--rev", ".", "--template", "{node|short} {node} {date|hgdate}"));
    String[] parts = state.output().strip().split(" ", -1);
    if (!state.succeeded() || parts.length < 3) {
      throw failed("Cannot read the clone of `%s`: hg failed".formatted(shown), state)
          .withHint("See whether the repository has a revision");
    }
    forgetTimes(folder);
    return new FetchedFiles(
        folder, parts[0], Optional.of(parts[1]), Optional.of(Long.parseLong(parts[2])), false);
  }

  /** What hg remembers of this machine's files would make every clone another layer. */
  private void forgetTimes(Path folder) throws IOException {
    hg.run(folder, line -> {}, List.of("debugrebuilddirstate"));
    for (String name : List.of("cache", "wcache")) {
      Path cache = folder.resolve(".hg").resolve(name);
      if (Files.isDirectory(cache)) {
        try (Stream<Path> files = Files.walk(cache)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    }
    sortNames(folder.resolve(".hg").resolve("store").resolve("fncache"));
  }

  /** hg writes the set of its file names, whose bytes may be of any encoding, in a random order. */
  private static void sortNames(Path names) throws IOException {
    if (Files.isRegularFile(names)) {
      List<String> lines = Files.readAllLines(names, StandardCharsets.ISO_8859_1);
      Files.write(names, lines.stream().sorted().toList(), StandardCharsets.ISO_8859_1);
    }
  }

  private void say(String line) {
    events.accept(new BuildEvent.Output(BuildEvent.Stage.FETCH, "hg", line));
  }

  private static BuildFailure failed(String message, HgProgram.Result result) {
    return BuildFailure.environment(message).withDetails(result.errors());
  }
}
