package org.repo2oci.pypi.resolve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Download;
import org.repo2oci.pypi.index.IndexUrls;
import org.repo2oci.pypi.resolve.LockedPackage.Source;
import org.repo2oci.store.StoredBlob;

/**
 * A project's source, laid out for a build. Its path inside is the same in every run, since
 * compilers write it into what they make.
 *
 * @param archive to be unpacked below {@code root}, as seen inside; empty where it is a folder
 * @param root absolute path inside
 * @param subdirectory of the project below the root
 * @param binds folders of the machine that the build may write into
 * @param files of the machine that it may read
 * @param epoch seconds since 1970 that everything in the wheel carries
 */
record BuildSource(
    String archive,
    String root,
    String subdirectory,
    Map<Path, String> binds,
    Map<Path, String> files,
    long epoch) {
  /** 1980-01-01, the first time that a zip can carry. */
  private static final long UNDATED = 315_532_800L;

  private static final String PLACE = "/source";
  private static final Pattern EXTENSION =
      Pattern.compile("\\.(?:tar(?:\\.[a-z0-9]+)?|t[gbx]z2?|zip)$");

  /** Gets the sources of packages ready below a folder of this build. */
  record Places(PythonTools tools, SdistBuilder.Surroundings surroundings, Path folder) {
    BuildSource prepare(LockedPackage locked) throws IOException, InterruptedException {
      return switch (locked.source()) {
        case Source.Wheel wheel ->
            throw new IllegalArgumentException("`%s` is built already".formatted(wheel.filename()));
        case Source.Sdist sdist ->
            archive(downloaded(locked, sdist).file(), sdist.filename(), sdist.subdirectory());
        case Source.File file -> inRepository(locked, file);
        case Source.Git git -> checkout(locked, git);
        case Source.Directory directory -> copy(directory);
      };
    }

    private BuildSource archive(Path file, String name, String subdirectory) throws IOException {
      Matcher extension = EXTENSION.matcher(name);
      String inside = "/input/archive" + (extension.find() ? extension.group() : "");
      Path unpacked = Files.createDirectories(folder.resolve("unpacked"));
      return new BuildSource(
          inside,
          PLACE + "/project",
          subdirectory,
          Map.of(unpacked, PLACE),
          Map.of(file, inside),
          UNDATED);
    }

    private StoredBlob downloaded(LockedPackage locked, Source.Sdist sdist)
        throws IOException, InterruptedException {
      return tools
          .fetcher()
          .download(
              new Download(
                  Stage.DOWNLOAD,
                  locked.label(),
                  IndexUrls.absolute(locked.name(), sdist.url(), surroundings.indexes()),
                  Optional.of(sdist.sha256()),
                  Optional.of(sdist.size())));
    }

    /** A copy, so that the bytes that were checked are the ones that are built. */
    private BuildSource inRepository(LockedPackage locked, Source.File file) throws IOException {
      Path copy = folder.resolve("archive");
      Path wanted = surroundings.repository().resolve(file.path());
      boolean there =
          Files.isRegularFile(wanted)
              && wanted.toRealPath().startsWith(surroundings.repository().toRealPath());
      if (there) {
        Files.copy(wanted, copy, StandardCopyOption.REPLACE_EXISTING);
      }
      if (!there || !FileDigest.of(copy).equals(file.sha256())) {
        throw BuildFailure.input(
                "Cannot build `%s`: `%s` is not the file that was locked"
                    .formatted(locked.label(), file.path()))
            .withHint("Lock again: the repository's file is missing or has changed");
      }
      return archive(copy, file.filename(), "");
    }

    private BuildSource checkout(LockedPackage locked, Source.Git git)
        throws IOException, InterruptedException {
      Path copy = folder.resolve("checkout");
      String commit =
          tools
              .git()
              .checkout(
                  git.url(), Optional.of(git.commit()), copy, "`%s`".formatted(locked.label()));
      if (!commit.equals(git.commit())) {
        throw BuildFailure.input(
                "Cannot build `%s`: its repository gives the commit `%s`, not `%s`"
                    .formatted(locked.label(), commit, git.commit()))
            .withHint("Lock again");
      }
      long time = Math.max(UNDATED, tools.git().time(copy).orElse(UNDATED));
      String root = PLACE + "/" + locked.name();
      return new BuildSource("", root, git.subdirectory(), Map.of(copy, root), Map.of(), time);
    }

    private BuildSource copy(Source.Directory directory) throws IOException {
      Path copy = folder.resolve("repository");
      RepositoryCopy.make(surroundings.repository().toRealPath(), copy);
      if (!Files.isDirectory(copy, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException("`%s` is no folder".formatted(surroundings.repository()));
      }
      String root = directory.editable() ? surroundings.repositoryPath() : PLACE + "/repository";
      return new BuildSource("", root, directory.path(), Map.of(copy, root), Map.of(), UNDATED);
    }
  }
}
