package org.repo2oci.pypi.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;
import org.repo2oci.pypi.install.InstalledWheel.Placed;
import org.repo2oci.pypi.wheel.BadWheel;
import org.repo2oci.pypi.wheel.EntryPoints;
import org.repo2oci.pypi.wheel.RecordFault;
import org.repo2oci.pypi.wheel.RecordRow;
import org.repo2oci.pypi.wheel.WheelArchive;
import org.repo2oci.pypi.wheel.WheelVerifier;
import org.repo2oci.pypi.wheel.ZipMember;
import org.repo2oci.store.Store;

/**
 * Installs wheels into a prefix as pip would under umask 022, without running anything: members
 * keep pointing into the wheel, only what an installer writes itself is in memory.
 */
public final class WheelInstaller {
  private static final int MAX_SCRIPT = 16 << 20;
  private static final byte[] INSTALLER = "repo2oci\n".getBytes(StandardCharsets.US_ASCII);

  private final Prefix prefix;
  private final WheelVerifier verifier;

  public WheelInstaller(Prefix prefix, Store store) {
    this.prefix = prefix;
    this.verifier = new WheelVerifier(store);
  }

  /**
   * Checks the wheel and places its files. The result depends on the request and the prefix alone.
   *
   * @throws org.repo2oci.failure.BuildFailure where the wheel must not be installed
   */
  public InstalledWheel install(InstallRequest request) throws IOException {
    WheelArchive wheel = WheelArchive.read(request.file(), request.fileName());
    wheel.requireIdentity(request.name(), request.version());
    List<RecordFault> faults = verifier.verify(wheel, request.digest());
    return new Installation(wheel, request, faults).run();
  }

  /** The work on one wheel. */
  private final class Installation {
    private final WheelArchive wheel;
    private final InstallRequest request;
    private final List<RecordFault> faults;
    private final WheelLayout layout;
    private final long mtime;
    private final Map<String, Placed> files = new LinkedHashMap<>();
    private final Map<String, RecordRow> rows = new HashMap<>();

    Installation(WheelArchive wheel, InstallRequest request, List<RecordFault> faults) {
      this.wheel = wheel;
      this.request = request;
      this.faults = faults;
      this.layout = new WheelLayout(wheel, prefix);
      this.mtime =
          wheel.members().stream().mapToLong(ZipMember::mtime).max().orElse(Prefix.NO_TIME);
    }

    InstalledWheel run() throws IOException {
      wheel.recordRows().forEach(row -> rows.put(row.path(), row));
      // What is written is true of the files, so that nobody takes them for damaged later.
      faults.forEach(fault -> fault.actual().ifPresent(row -> rows.put(row.path(), row)));
      EntryPoints commands = wheel.entryPoints();
      String record = wheel.distInfo() + "/RECORD";
      for (ZipMember member : wheel.members()) {
        if (!layout.script(member.name()) && !member.name().equals(record)) {
          place(member, member.executable() ? Prefix.EXECUTABLE : Prefix.PLAIN, member.content());
        }
      }
      for (ZipMember member : wheel.members()) {
        if (layout.script(member.name()) && !isWrapper(member.name(), commands)) {
          placeScript(member);
        }
      }
      CommandScript.forPython(commands.console(), prefix.python()).forEach(this::placeCommand);
      commands.gui().forEach(this::placeCommand);
      placeMetadata();
      refuseFilesAsFolders();
      return new InstalledWheel(
          prefix, request, prefix.sitePackages() + "/" + record, mtime, files, faults);
    }

    private void place(ZipMember member, int mode, Content content) {
      String target = layout.target(member.name());
      String recordPath = prefix.recordPath(target);
      RecordRow row =
          content instanceof Content.Bytes changed
              ? RecordRow.of(recordPath, changed.bytes())
              : Optional.ofNullable(rows.get(member.name()))
                  .orElseGet(() -> RecordRow.unhashed(recordPath))
                  .withPath(recordPath);
      files.put(
          target,
          new Placed(new Node.RegularFile(prefix.file(mode, member.mtime()), content), row));
    }

    /** Scripts are executable even where the zip was made on a system without such bits. */
    private void placeScript(ZipMember member) throws IOException {
      Content content = member.content();
      try (InputStream start = content.open()) {
        if (Shebang.isPlaceholder(start.readNBytes(Shebang.placeholderLength()))) {
          if (content.size() > MAX_SCRIPT) {
            throw BadWheel.refused(
                wheel.fileName(), "script `%s` is larger than 16 MiB".formatted(member.name()));
          }
          content = rewritten(content);
        }
      }
      place(member, Prefix.EXECUTABLE, content);
    }

    private Content rewritten(Content script) throws IOException {
      try (InputStream whole = script.open()) {
        byte[] bytes = whole.readAllBytes();
        return Shebang.replaced(bytes, prefix.interpreter()).map(Content::of).orElse(script);
      }
    }

    /** Wheels of old tools ship the wrappers of their entry points; those are made anew. */
    private boolean isWrapper(String member, EntryPoints commands) {
      String name = member.substring(member.lastIndexOf('/') + 1);
      for (String end : new String[] {".exe", "-script.py", ".pya"}) {
        if (name.regionMatches(true, name.length() - end.length(), end, 0, end.length())) {
          name = name.substring(0, name.length() - end.length());
          break;
        }
      }
      return commands.console().containsKey(name) || commands.gui().containsKey(name);
    }

    private void placeCommand(String name, String reference) {
      if (!name.matches("[^\\p{Cntrl}/\\\\\\s]+") || name.equals(".") || name.equals("..")) {
        throw BadWheel.refused(
            wheel.fileName(), "entry point `%s` is not the name of a command".formatted(name));
      }
      byte[] script =
          CommandScript.of(prefix, reference)
              .orElseThrow(() ->
                  BadWheel.refused(
                      wheel.fileName(),
                      "entry point `%s = %s` names no function of a module"
                          .formatted(name, reference)));
      generate("bin/" + name, Prefix.EXECUTABLE, script);
    }

    private void placeMetadata() {
      String info = prefix.sitePackages() + "/" + wheel.distInfo() + "/";
      generate(info + "INSTALLER", Prefix.PLAIN, INSTALLER);
      request
          .directUrl()
          .ifPresent(url -> generate(info + "direct_url.json", Prefix.PLAIN, url.json()));
      if (request.requested()) {
        generate(info + "REQUESTED", Prefix.PLAIN, new byte[0]);
      }
    }

    /** Schemes can meet: {@code data/lib} as a file, and a module below {@code lib}. */
    private void refuseFilesAsFolders() {
      for (String path : files.keySet()) {
        for (String up = TreePath.parent(path); !up.isEmpty(); up = TreePath.parent(up)) {
          if (files.containsKey(up)) {
            throw BadWheel.refused(
                wheel.fileName(), "it installs `%s` as a file and as a folder".formatted(up));
          }
        }
      }
    }

    private void generate(String target, int mode, byte[] content) {
      files.put(
          target,
          new Placed(
              new Node.RegularFile(prefix.file(mode, mtime), Content.of(content)),
              RecordRow.of(prefix.recordPath(target), content)));
    }
  }
}
