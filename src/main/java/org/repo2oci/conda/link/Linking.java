package org.repo2oci.conda.link;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;

/** The work on one package whose archive is unpacked. */
final class Linking {
  /** What conda makes writable before it changes it. */
  private static final int OWNER_WRITES = 0200;

  /** Group and others do not write: the mode under umask 022. */
  private static final int UMASK = 022;

  /** 2106-02-07: later times do not fit into a {@code .pyc}. */
  private static final long LATEST = 0xffff_ffffL;

  private final LockedConda locked;
  private final InfoFiles info;
  private final Map<String, ArchiveMember> members;
  private final CondaPrefix prefix;
  private final FilePatcher patcher;
  private final EventSink events;
  private final SequencedMap<String, LinkedPath> paths = new LinkedHashMap<>();
  private final SequencedMap<String, Node.RegularFile> commands = new LinkedHashMap<>();
  private long newest = CondaPrefix.NO_TIME;

  Linking(
      LockedConda locked,
      InfoFiles info,
      Map<String, ArchiveMember> members,
      CondaPrefix prefix,
      Spool spool,
      EventSink events) {
    this.locked = locked;
    this.info = info;
    this.members = members;
    this.prefix = prefix;
    this.patcher = new FilePatcher(spool, prefix.path());
    this.events = events;
  }

  LinkedPackage run(Path scratch) throws IOException {
    Placement placement = Placement.of(locked, info, prefix);
    for (ListedPath listed : info.paths(members)) {
      place(listed, placement.target(listed.path()));
    }
    if (placement.compiles()) {
      for (String text : info.metadata().orElseThrow().entryPoints()) {
        EntryPoint entry = EntryPoint.parse(text);
        Attributes attributes = prefix.file(CondaPrefix.EXECUTABLE, newest);
        Content script = Content.of(entry.script(placement.interpreter()));
        commands.put("bin/" + entry.command(), new Node.RegularFile(attributes, script));
      }
    }
    requireInside();
    requireFolders();
    LinkedPackage linked =
        new LinkedPackage(locked, prefix, placement, paths, commands, newest, scratch);
    linked.paths().preLink().ifPresent(this::warnOfPreLink);
    return linked;
  }

  private void place(ListedPath listed, String target) throws IOException {
    ArchiveMember member = members.get(listed.path());
    if (member == null) {
      if (!listed.type().equals(ListedPath.DIRECTORY)) {
        throw new IOException("its list has `%s`, which is not in it".formatted(listed.path()));
      }
      member = new ArchiveMember.Folder(CondaPrefix.NO_TIME);
    }
    try {
      TreePath.check(prefix.inTree(target));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    long mtime = Math.clamp(member.mtime(), 0, LATEST);
    newest = Math.max(newest, mtime);
    LinkedPath linked =
        switch (member) {
          case ArchiveMember.Folder _ ->
              new LinkedPath(listed, target, new Node.Directory(prefix.folder()), Optional.empty());
          case ArchiveMember.Link link ->
              new LinkedPath(
                  listed,
                  target,
                  new Node.SymbolicLink(prefix.file(0777, mtime), link.target()),
                  Optional.empty());
          case ArchiveMember.File file -> file(listed, target, file, mtime);
        };
    paths.put(target, linked);
  }

  private LinkedPath file(ListedPath listed, String target, ArchiveMember.File file, long mtime)
      throws IOException {
    warnOfSize(listed, file);
    int mode = file.mode() & ~UMASK;
    if (listed.placeholder().isEmpty()) {
      return new LinkedPath(
          listed,
          target,
          new Node.RegularFile(prefix.file(mode, mtime), file.content()),
          listed.sha256());
    }
    FilePatcher.Patched patched;
    try {
      patched = patcher.patch(file.content(), listed.placeholder().get());
    } catch (IOException e) {
      throw new IOException("in `%s` %s".formatted(listed.path(), e.getMessage()), e);
    }
    return new LinkedPath(
        listed,
        target,
        new Node.RegularFile(prefix.file(mode | OWNER_WRITES, mtime), patched.content()),
        Optional.of(patched.sha256()));
  }

  /** The archive's digest has been checked: its own list is what is wrong, and conda only warns. */
  private void warnOfSize(ListedPath listed, ArchiveMember.File file) {
    if (listed.size() > 0 && listed.size() != file.content().size()) {
      events.accept(
          new BuildEvent.Warned(
              "The archive of `%s` lists `%s` with %d bytes, and it has %d"
                  .formatted(locked, listed.path(), listed.size(), file.content().size())));
    }
  }

  private void warnOfPreLink(String script) {
    events.accept(
        new BuildEvent.Warned(
            "`%s` has a script `%s` for a cache of packages, which is not run"
                .formatted(locked, script)));
  }

  private void requireInside() throws IOException {
    Map<String, String> links = new HashMap<>();
    paths.forEach((path, linked) -> {
      if (linked.node() instanceof Node.SymbolicLink link) {
        links.put(path, link.target());
      }
    });
    LinkGuard guard = new LinkGuard(links);
    for (Map.Entry<String, String> link : links.entrySet()) {
      if (guard.followed(link.getKey()).isEmpty()) {
        throw new IOException(
            "its link `%s` to `%s` leads out of the prefix or to itself"
                .formatted(link.getKey(), link.getValue()));
      }
    }
  }

  /** A file below a file or below a link would be somewhere else than its path says. */
  private void requireFolders() throws IOException {
    Set<String> folders = new HashSet<>();
    for (String path : paths.keySet()) {
      for (String up = TreePath.parent(path);
          !up.isEmpty() && folders.add(up);
          up = TreePath.parent(up)) {
        LinkedPath above = paths.get(up);
        if (above != null && !(above.node() instanceof Node.Directory)) {
          throw new IOException("`%s` lies below `%s`, which is no folder".formatted(path, up));
        }
      }
    }
    for (String command : commands.keySet()) {
      if (folders.contains(command)
          || (paths.get("bin") != null && !(paths.get("bin").node() instanceof Node.Directory))) {
        throw new IOException("its command `%s` is a folder".formatted(command));
      }
    }
  }
}
