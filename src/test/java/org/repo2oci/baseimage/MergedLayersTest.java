package org.repo2oci.baseimage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.repo2oci.filetree.Node;

class MergedLayersTest {
  private static ImageTree merged(Files... layers) {
    MergedLayers merged = new MergedLayers(_ -> true);
    for (Files layer : layers) {
      merged.add(layer.layer());
    }
    return merged.tree();
  }

  @Test
  void upperLayersWin() throws Exception {
    ImageTree files = merged(new Files().file("a/x", "old"), new Files().file("a/x", "new"));

    assertThat(files.text("a/x")).contains("new");
  }

  @Test
  void aWhiteoutHidesAFolderAndNothingElse() {
    ImageTree files =
        merged(
            new Files().file("a/b/x", "").file("a/b-c", "").file("a/bc", ""),
            new Files().node("a/b", new Node.Whiteout(Files.ROOTS)));

    assertThat(files.names("a")).containsExactly("b-c", "bc");
  }

  @Test
  void anOpaqueFolderHasOnlyItsOwnFiles() {
    ImageTree files =
        merged(
            new Files().file("a/old", ""),
            new Files().node("a", new Node.OpaqueDirectory(Files.ROOTS)).file("a/new", ""));

    assertThat(files.names("a")).containsExactly("new");
  }

  @Test
  void aFileInAFoldersPlaceHidesTheFolder() {
    ImageTree files =
        merged(new Files().folder("a").file("a/old", ""), new Files().file("a", "now a file"));

    assertThat(files.exists("a/old")).isFalse();
    assertThat(files.isFile("a")).isTrue();
  }

  @Test
  void aPathThroughALinkOfALowerLayerGoesWhereTheLinkLeads() {
    ImageTree files =
        merged(
            new Files().link("lib", "usr/lib").file("usr/lib/x", ""),
            new Files().file("lib/y", ""));

    assertThat(files.names("usr/lib")).containsExactly("x", "y");
    assertThat(files.isFile("lib/x")).isTrue();
  }

  @Test
  void aHardLinkToAFileThatIsNotKeptHasItsContent() throws Exception {
    MergedLayers merged = new MergedLayers(path -> path.startsWith("kept/"));
    merged.add(
        new Files()
            .file("left/x", "same")
            .node("kept/x", new Node.HardLink(Files.ROOTS, "left/x"))
            .layer());

    assertThat(merged.tree().text("kept/x")).contains("same");
    assertThat(merged.tree().exists("left")).isFalse();
  }

  @Test
  void linksAreFollowedInsideOfTheImage() throws Exception {
    ImageTree files =
        merged(
            new Files()
                .file("opt/tool/run", "it")
                .link("usr/bin/absolute", "/etc/alternatives/run")
                .link("etc/alternatives/run", "../../../../opt/tool/run")
                .link("round", "robin")
                .link("robin", "round"));

    assertThat(files.text("usr/bin/absolute")).contains("it");
    assertThat(files.resolved("round")).isEmpty();
  }
}
