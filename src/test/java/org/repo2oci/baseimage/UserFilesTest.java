package org.repo2oci.baseimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.repo2oci.debian.Account;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

class UserFilesTest {
  private static final Account JOVYAN = new Account("jovyan", 1000, 1000);

  private final List<String> warnings = new ArrayList<>();

  private FileTree made(Files base) throws Exception {
    return UserFiles.of(base.image(), JOVYAN, warnings::add);
  }

  private static List<String> lines(FileTree tree, String path) throws Exception {
    Node.RegularFile file = (Node.RegularFile) tree.node(path).orElseThrow();
    try (var in = file.content().open()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void theUserIsAddedToThoseThatAreThere() throws Exception {
    FileTree tree =
        made(
            new Files()
                .file("etc/passwd", "root:x:0:0:root:/root:/bin/bash\n")
                .file("etc/group", "root:x:0:\n"));

    assertThat(lines(tree, "etc/passwd"))
        .containsExactly(
            "root:x:0:0:root:/root:/bin/bash", "jovyan:x:1000:1000::/home/jovyan:/bin/bash");
    assertThat(lines(tree, "etc/group")).containsExactly("root:x:0:", "jovyan:x:1000:");
    assertThat(tree.node("etc/shadow")).isEmpty();
    assertThat(warnings).isEmpty();
  }

  @Test
  void anotherNameOfTheNumberStaysBehindOurs() throws Exception {
    FileTree tree =
        made(
            new Files()
                .file(
                    "etc/passwd",
                    "root:x:0:0::/root:/bin/sh\nubuntu:x:1000:1000::/home/ubuntu:/bin/sh\n")
                .file("etc/group", "ubuntu:x:1000:\n"));

    assertThat(lines(tree, "etc/passwd"))
        .containsExactly(
            "root:x:0:0::/root:/bin/sh",
            "jovyan:x:1000:1000::/home/jovyan:/bin/bash",
            "ubuntu:x:1000:1000::/home/ubuntu:/bin/sh");
    assertThat(lines(tree, "etc/group")).containsExactly("jovyan:x:1000:", "ubuntu:x:1000:");
    assertThat(warnings)
        .containsExactly(
            "The base image calls the user 1000 `ubuntu`; in the image it is `jovyan`",
            "The base image calls the group 1000 `ubuntu`; in the image it is `jovyan`");
  }

  @Test
  void anotherNumberOfTheNameIsReplaced() throws Exception {
    FileTree tree = made(new Files().file("etc/passwd", "jovyan:x:1001:100::/home/j:/bin/sh\n"));

    assertThat(lines(tree, "etc/passwd"))
        .containsExactly("jovyan:x:1000:1000::/home/jovyan:/bin/bash");
    assertThat(warnings).singleElement().asString().contains("had the number 1001");
  }

  @Test
  void passwordsStayWhatTheyAreAndWhoMayReadThem() throws Exception {
    Node secret =
        new Node.RegularFile(
            new Attributes(0640, 0, 42, 7),
            Content.of("root:secret:1::::::\n".getBytes(StandardCharsets.UTF_8)));

    FileTree tree = made(new Files().node("etc/shadow", secret));

    assertThat(lines(tree, "etc/shadow"))
        .containsExactly("root:secret:1::::::", "jovyan:!::0:99999:7:::");
    assertThat(tree.node("etc/shadow").orElseThrow().attributes())
        .isEqualTo(new Attributes(0640, 0, 42, 315_532_800L));
  }

  @Test
  void theHomeIsTheUsersAndHasWhatNewUsersGet() throws Exception {
    FileTree tree =
        made(
            new Files()
                .file("etc/skel/.bashrc", "new")
                .file("etc/skel/.profile", "new")
                .file("home/jovyan/.profile", "mine"));

    assertThat(tree.node("home/jovyan").orElseThrow())
        .isEqualTo(new Node.Directory(new Attributes(0755, 1000, 1000, 315_532_800L)));
    assertThat(tree.node("home/jovyan/.bashrc").orElseThrow().attributes())
        .isEqualTo(new Attributes(0644, 1000, 1000, 7));
    assertThat(tree.node("home/jovyan/.profile")).isEmpty();
  }
}
