package org.repo2oci.cran.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

/** With files that a linker wrote; the folder's README says how. */
class SharedObjectTest {
  private static final Path FOLDER = Path.of("src/test/resources/org/repo2oci/cran");

  private static Content library(String name) throws IOException {
    return Content.ofFile(FOLDER.resolve(name));
  }

  @Test
  void saysItsNameAndWhatItNeeds() throws IOException {
    assertThat(SharedObject.of(library("needs.so")))
        .contains(
            new SharedObject(Optional.empty(), List.of("libxml2.so.2", "libuv.so.1", "libR.so")));
    assertThat(SharedObject.of(library("offers.so")))
        .contains(new SharedObject(Optional.of("libuv.so.1"), List.of()));
  }

  @Test
  void aFileOfAnotherKindIsNone() throws IOException {
    for (String text : List.of("", "\u007fELF", "INPUT(-lxml2)\n", "#!/bin/sh\nexit 1\n")) {
      assertThat(SharedObject.of(Content.of(text.getBytes(StandardCharsets.UTF_8)))).isEmpty();
    }
  }

  @Test
  void aBrokenFileIsNoneOrLess() throws IOException {
    byte[] whole = Files.readAllBytes(FOLDER.resolve("needs.so"));
    for (int length = 0; length < whole.length; length += 7) {
      Content cut = Content.of(Arrays.copyOf(whole, length));
      assertThatCode(() -> SharedObject.of(cut)).doesNotThrowAnyException();
    }
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      byte[] wrong = whole.clone();
      for (int j = 0; j < 3; j++) {
        wrong[16 + random.nextInt(600)] = (byte) random.nextInt();
      }
      assertThatCode(() -> SharedObject.of(Content.of(wrong))).doesNotThrowAnyException();
    }
  }

  @Test
  void aPackageNeedsWhatItDoesNotBring() throws IOException {
    FileTree.Builder files =
        FileTree.builder().put("srv/rlibs/p/libs/p.so", file(library("needs.so")));
    assertThat(NativeNeeds.of(files.build()).needed())
        .containsExactly("libR.so", "libuv.so.1", "libxml2.so.2");

    NativeNeeds needs =
        NativeNeeds.of(
            files
                .put("srv/rlibs/p/lib/uv.so", file(library("offers.so")))
                .put("srv/rlibs/p/java/libs.jar", file(library("needs.so")))
                .build());

    assertThat(needs.needed()).containsExactly("libR.so", "libxml2.so.2");
    assertThat(needs.offered()).containsExactly("libuv.so.1", "p.so", "uv.so");
    assertThat(NativeNeeds.parse(needs.bytes())).isEqualTo(needs);
  }

  private static Node file(Content content) {
    return new Node.RegularFile(new Attributes(0755, 0, 0, 1), content);
  }
}
