package org.repo2oci.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.filetree.TreePath;

/**
 * The paths by which a component's files can be taken away again, as few as can be: a folder that
 * only this component would fill stands for all that is in it. Two components whose claims are
 * apart have no file in common.
 *
 * @param paths folders and files, none of them in another; what leads to them is shared with others
 */
public record Claims(SortedSet<String> paths) {
  /** At the end of the claim of a folder that holds nothing: others may put something into it. */
  static final String FOLDER = "/.";

  /** A component with more is not worth it: it is never taken away. */
  static final int MOST = 2000;

  /** Folders that packages fill together, file by file. */
  private static final Pattern SHARED =
      Pattern.compile(
          "bin|sbin|lib|lib64|libexec|include|share|etc|site-packages|python\\d+\\.\\d+|conda-meta"
              + "|pkgconfig|cmake|man|man\\d\\w*|applications|apps|metainfo|.*\\.d|repo2oci|conda|jupyter"
              + "|nbconfig|info|LC_MESSAGES|licenses|gcc-libs|ssl|condabin|Menu|aclocal|X11|extensions"
              + "|completions|site-functions|schemas|fonts|xdg|gir-1\\.0|girepository-1\\.0");

  public Claims {
    paths = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(paths));
  }

  /** The claim of a folder that holds nothing. */
  public static String ofEmptyFolder(String folder) {
    return folder + FOLDER;
  }

  /** No claim. */
  static Claims none() {
    return new Claims(new TreeSet<>());
  }

  /** Those of a tree. */
  public static Claims of(FileTree tree) {
    Map<String, Boolean> holdsFiles = new HashMap<>();
    Set<String> filled = new HashSet<>();
    tree.forEach((path, node) -> {
      String parent = TreePath.parent(path);
      filled.add(parent);
      holdsFiles.merge(parent, !isFolder(node), Boolean::logicalOr);
    });
    SortedSet<String> paths = new TreeSet<>();
    tree.forEach((path, node) -> {
      if (!isFolder(node)) {
        paths.add(claim(path, holdsFiles));
      } else if (!filled.contains(path)) {
        paths.add(claim(path + FOLDER, holdsFiles));
      }
    });
    return new Claims(paths);
  }

  private static boolean isFolder(Node node) {
    return switch (node) {
      case Node.Directory _, Node.OpaqueDirectory _ -> true;
      case Node.RegularFile _, Node.SymbolicLink _, Node.HardLink _, Node.Whiteout _ -> false;
    };
  }

  /** The uppermost folder on the way that nobody else would fill, or the path itself. */
  private static String claim(String path, Map<String, Boolean> holdsFiles) {
    for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      String folder = path.substring(0, slash);
      if (holdsFiles.getOrDefault(folder, false) && !isShared(folder)) {
        return folder;
      }
    }
    return path;
  }

  private static boolean isShared(String folder) {
    String name = TreePath.name(folder);
    return SHARED.matcher(name).matches()
        || TreePath.name(TreePath.parent(folder)).equals("envs")
        // The bytecode of modules that are one file.
        || (name.equals("__pycache__")
            && TreePath.name(TreePath.parent(folder)).equals("site-packages"));
  }

  /** Whether they can stand in a text of lines, and are worth it. */
  boolean canBeWritten() {
    return paths.size() <= MOST && paths.stream().noneMatch(path -> path.indexOf('\n') >= 0);
  }

  /** The folders that lead to the claims. */
  Set<String> folders() {
    Set<String> folders = new HashSet<>();
    for (String path : paths) {
      for (String up = TreePath.parent(path); !up.isEmpty(); up = TreePath.parent(up)) {
        if (!folders.add(up)) {
          break;
        }
      }
    }
    return folders;
  }
}
