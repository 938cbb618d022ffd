package org.repo2oci.debian;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

class StepChangesTest {
  private static final long DATE = 500;
  private static final long TODAY = 9999;

  private final FileTree.Builder packages =
      FileTree.builder()
          .put("usr", folder(100))
          .put("usr/bin", folder(101))
          .put("usr/bin/agent", file("agent", 0755, 102))
          .put("etc", folder(103))
          .put("etc/gone", file("x", 0644, 104));
  private final FileTree.Builder seed =
      FileTree.builder()
          .put("var/lib/dpkg/status", file("unpacked", 0644, DATE))
          .put("var/lib/dpkg/triggers/File", file("", 0644, DATE))
          .put("var/lib/repo2oci/configure.sh", file("#!", 0644, DATE))
          .addMissingParents(new Attributes(0755, 0, 0, DATE));

  private static Node folder(long mtime) {
    return new Node.Directory(new Attributes(0755, 0, 0, mtime));
  }

  private static Node file(String text, int mode, long mtime) {
    return new Node.RegularFile(
        new Attributes(mode, 0, 0, mtime), Content.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Node whiteout() {
    return new Node.Whiteout(new Attributes(0, 0, 0, TODAY));
  }

  private FileTree normalised(FileTree.Builder changes) {
    return new StepChanges(packages.build(), seed.build(), DATE).normalised(changes.build());
  }

  @Test
  void newFilesHaveTheDateOfThePackages() {
    FileTree layer =
        normalised(
            FileTree.builder().put("etc", folder(TODAY)).put("etc/passwd", file("p", 0644, TODAY)));
    assertThat(layer.node("etc/passwd").orElseThrow().attributes().mtime()).isEqualTo(DATE);
    assertThat(layer.node("etc")).contains(folder(103));
  }

  @Test
  void aFileThatOnlyChangedItsModeKeepsItsTime() {
    FileTree layer = normalised(FileTree.builder().put("usr/bin/agent", file("agent", 02755, 102)));
    assertThat(layer.node("usr/bin/agent").orElseThrow().attributes())
        .isEqualTo(new Attributes(02755, 0, 0, 102));
  }

  @Test
  void foldersThatOnlyGotAnotherTimeAreNoChange() {
    FileTree layer =
        normalised(FileTree.builder().put("usr", folder(TODAY)).put("usr/bin", folder(TODAY)));
    assertThat(layer.nodes()).doesNotContainKeys("usr", "usr/bin");
  }

  @Test
  void noiseOfTheMachineIsDropped() {
    FileTree layer =
        normalised(
            FileTree.builder()
                .put("run/lock/x", file("x", 0644, TODAY))
                .put("tmp/x", file("x", 0644, TODAY))
                .put("dev/null", file("", 0644, TODAY))
                .put("etc/resolv.conf", file("nameserver", 0644, TODAY))
                .put("var/lib/repo2oci/x", file("x", 0644, TODAY)));
    assertThat(layer.nodes())
        .containsOnlyKeys(
            "var",
            "var/lib",
            "var/lib/dpkg",
            "var/lib/dpkg/status",
            "var/lib/dpkg/triggers",
            "var/lib/dpkg/triggers/File");
  }

  @Test
  void theStepsOwnFilesAreInTheLayerUnlessItChangedThem() {
    FileTree layer =
        normalised(
            FileTree.builder()
                .put("var/lib/dpkg/status", file("installed", 0644, TODAY))
                .put("var/lib/dpkg/triggers/File", whiteout()));
    assertThat(TreeText.of(layer))
        .isEqualTo(
            """
            var 0755 0:0 500 folder
            var/lib 0755 0:0 500 folder
            var/lib/dpkg 0755 0:0 500 folder
            var/lib/dpkg/status 0644 0:0 500 %s\
            """
                .formatted(
                    org.repo2oci.image.Digest.of("installed".getBytes(StandardCharsets.UTF_8))
                        .shortened()));
  }

  @Test
  void onlyWhatThePackagesHaveNeedsAWhiteout() {
    FileTree layer =
        normalised(
            FileTree.builder()
                .put("etc/gone", whiteout())
                .put("usr/share/i18n", whiteout())
                .put("usr/bin/never", whiteout()));
    assertThat(layer.node("etc/gone")).contains(new Node.Whiteout(new Attributes(0, 0, 0, DATE)));
    assertThat(layer.nodes()).doesNotContainKeys("usr/share/i18n", "usr/bin/never");
  }
}
