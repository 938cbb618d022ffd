package org.repo2oci.baseimage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.repo2oci.debian.Account;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

/**
 * The image's user, added to what a base image has: lines in the account files, and the home
 * folder. Nobody else's line is changed or lost; a line of ours goes before another's of the same
 * number, so that the number means our name.
 */
public final class UserFiles {
  /** Changes when the same image and account give other files. */
  public static final String FORMAT = "user files 1";

  /** 1980-01-01, the time of what is made here. */
  private static final long NO_TIME = 315_532_800L;

  private static final int ID = 2;

  private final ImageTree files;
  private final Account account;
  private final Consumer<String> warnings;
  private final FileTree.Builder tree = FileTree.builder();

  private UserFiles(ImageTree files, Account account, Consumer<String> warnings) {
    this.files = files;
    this.account = account;
    this.warnings = warnings;
  }

  /**
   * The files to lay over the image.
   *
   * @param warnings hears of everybody who is no longer found under a number or a name
   */
  public static FileTree of(ImageTree files, Account account, Consumer<String> warnings)
      throws IOException {
    UserFiles users = new UserFiles(files, account, warnings);
    users.accounts();
    users.home();
    return users.tree.addMissingParents(new Attributes(0755, 0, 0, NO_TIME)).build();
  }

  private void accounts() throws IOException {
    String id = Integer.toString(account.uid());
    String group = Integer.toString(account.gid());
    String passwd = "%s:x:%s:%s::%s:/bin/bash".formatted(account.name(), id, group, account.home());
    put("etc/passwd", 0644, added("etc/passwd", passwd, "user"));
    put(
        "etc/group",
        0644,
        added("etc/group", "%s:x:%s:".formatted(account.name(), group), "group"));
    if (files.isFile("etc/shadow")) {
      put("etc/shadow", 0640, named("etc/shadow", account.name() + ":!::0:99999:7:::"));
    }
    if (files.isFile("etc/gshadow")) {
      put("etc/gshadow", 0640, named("etc/gshadow", account.name() + ":!::"));
    }
  }

  /**
   * The file's lines with one more, which is the first of its number and the only one of its name.
   */
  private List<String> added(String path, String line, String kind) throws IOException {
    String[] wanted = line.split(":", -1);
    List<String> lines = new ArrayList<>();
    Optional<Integer> place = Optional.empty();
    for (String existing : lines(path)) {
      String[] row = existing.split(":", -1);
      boolean sameId = row.length > ID && row[ID].equals(wanted[ID]);
      if (row[0].equals(wanted[0])) {
        if (!sameId) {
          warnings.accept(
              "The %s `%s` of the base image had the number %s; it is %s in the image"
                  .formatted(kind, row[0], row.length > ID ? row[ID] : "?", wanted[ID]));
        }
        continue;
      }
      if (sameId && place.isEmpty()) {
        place = Optional.of(lines.size());
        warnings.accept(
            "The base image calls the %s %s `%s`; in the image it is `%s`"
                .formatted(kind, wanted[ID], row[0], wanted[0]));
      }
      lines.add(existing);
    }
    lines.add(place.orElse(lines.size()), line);
    return lines;
  }

  /** The file's lines, with one of this name. */
  private List<String> named(String path, String line) throws IOException {
    List<String> lines = new ArrayList<>(lines(path));
    if (lines.stream().noneMatch(existing -> existing.startsWith(account.name() + ":"))) {
      lines.add(line);
    }
    return lines;
  }

  private List<String> lines(String path) throws IOException {
    return files.text(path).orElse("").lines().filter(line -> !line.isEmpty()).toList();
  }

  private void put(String path, int mode, List<String> lines) {
    Attributes usual = new Attributes(mode, 0, 0, NO_TIME);
    Attributes attributes = files.file(path).map(Node.RegularFile::attributes).orElse(usual);
    byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    tree.put(
        path,
        new Node.RegularFile(
            new Attributes(attributes.mode(), attributes.uid(), attributes.gid(), NO_TIME),
            Content.of(text)));
  }

  /** The home, and what new users get; what the image has there already stays. */
  private void home() {
    String home = account.home().substring(1);
    tree.put(home, new Node.Directory(owned(0755, NO_TIME)));
    String skeleton = files.resolved("etc/skel").orElse("etc/skel");
    for (Map.Entry<String, Node> entry : files.below(skeleton).entrySet()) {
      String path = home + entry.getKey().substring(skeleton.length());
      if (files.node(path).isEmpty()) {
        Attributes attributes =
            owned(entry.getValue().attributes().mode(), entry.getValue().attributes().mtime());
        switch (entry.getValue()) {
          case Node.RegularFile file ->
              tree.put(path, new Node.RegularFile(attributes, file.content()));
          case Node.SymbolicLink link ->
              tree.put(path, new Node.SymbolicLink(attributes, link.target()));
          case Node.Directory _ -> tree.put(path, new Node.Directory(attributes));
          case Node.HardLink _, Node.Whiteout _, Node.OpaqueDirectory _ -> {
            // Merged layers have none.
          }
        }
      }
    }
  }

  private Attributes owned(int mode, long mtime) {
    return new Attributes(mode, account.uid(), account.gid(), mtime);
  }
}
