package org.repo2oci.pypi.install;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;
import org.repo2oci.pypi.wheel.RecordFault;
import org.repo2oci.pypi.wheel.RecordFile;
import org.repo2oci.pypi.wheel.RecordRow;

/** A wheel's files at their places, still without bytecode and without RECORD. */
public final class InstalledWheel {
  private static final int MOST_FAULTS = 3;

  private final Prefix prefix;
  private final Digest digest;
  private final String fileName;
  private final String record;
  private final long mtime;
  private final NavigableMap<String, Placed> files;
  private final List<RecordFault> faults;

  /** A file and its row; the map's key is the path below the prefix. */
  record Placed(Node.RegularFile file, RecordRow row) {}

  InstalledWheel(
      Prefix prefix,
      InstallRequest request,
      String record,
      long mtime,
      Map<String, Placed> files,
      List<RecordFault> faults) {
    this.prefix = prefix;
    this.digest = request.digest();
    this.fileName = request.fileName();
    this.record = record;
    this.mtime = mtime;
    this.files = new TreeMap<>(files);
    this.faults = List.copyOf(faults);
  }

  /** Of the wheel's file. */
  public Digest digest() {
    return digest;
  }

  public String fileName() {
    return fileName;
  }

  public Prefix prefix() {
    return prefix;
  }

  /** That its files may be others than its maintainers meant; empty where they are those. */
  public Optional<String> warning() {
    List<RecordFault> doubtful = faults.stream().filter(RecordFault::ofContent).toList();
    if (doubtful.isEmpty()) {
      return Optional.empty();
    }
    String first =
        doubtful.stream()
            .limit(MOST_FAULTS)
            .map(fault -> "`%s`: %s".formatted(fault.path(), fault.reason()))
            .collect(Collectors.joining("; "));
    int more = doubtful.size() - MOST_FAULTS;
    return Optional.of(
        "The RECORD of `%s` is not true of its files (%s%s); they are installed as they are, as pip does"
            .formatted(fileName, first, more > 0 ? "; and %d more".formatted(more) : ""));
  }

  /** The sources to compile, sorted by path: every {@code .py}, wherever it is installed. */
  public List<PythonSource> sources() {
    List<PythonSource> sources = new ArrayList<>();
    files.forEach((path, placed) -> {
      if (path.endsWith(".py")) {
        sources.add(
            new PythonSource(
                path,
                prefix.path() + "/" + path,
                placed.file().attributes().mtime(),
                placed.file().content()));
      }
    });
    return sources;
  }

  /**
   * Everything that the wheel puts below the prefix, with the folders that hold it from the prefix
   * down. The prefix itself and what is above it belong to the environment.
   */
  public FileTree tree(Bytecode bytecode) {
    NavigableMap<String, Placed> all = new TreeMap<>(files);
    bytecode
        .files()
        .forEach((source, content) -> {
          Placed origin = files.get(source);
          if (origin == null) {
            throw new IllegalArgumentException("no source `%s`".formatted(source));
          }
          String path = compiledPath(source);
          Node.RegularFile file =
              new Node.RegularFile(
                  prefix.file(Prefix.PLAIN, origin.file().attributes().mtime()), content);
          all.put(path, new Placed(file, RecordRow.unhashed(prefix.recordPath(path))));
        });
    List<RecordRow> rows = new ArrayList<>();
    all.values().forEach(placed -> rows.add(placed.row()));
    rows.add(RecordRow.unhashed(prefix.recordPath(record)));
    byte[] text = RecordFile.format(rows).getBytes(StandardCharsets.UTF_8);
    FileTree.Builder tree = FileTree.builder();
    all.forEach((path, placed) -> tree.put(prefix.inTree(path), placed.file()));
    tree.put(
        prefix.inTree(record),
        new Node.RegularFile(prefix.file(Prefix.PLAIN, mtime), Content.of(text)));
    return Folders.added(tree, prefix).build();
  }

  /** Where the interpreter looks for the bytecode of a source (PEP 3147). */
  private String compiledPath(String source) {
    int name = source.lastIndexOf('/') + 1;
    String stem = source.substring(name, source.length() - ".py".length());
    return "%s__pycache__/%s.%s.pyc"
        .formatted(
            source.substring(0, name), stem.isEmpty() ? "py" : stem, prefix.python().cacheTag());
  }
}
