package org.repo2oci;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the arrows between the rooms; docs/design.md draws them. */
class ArchitectureTest {
  private static final Path ROOT = Path.of("src/main/java/org/repo2oci");
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.repo2oci");

  @Test
  void roomsHaveNoCycles() {
    slices().matching("org.repo2oci.(*)..").should().beFreeOfCycles().check(PRODUCT);
  }

  /**
   * Each rank may use the ranks below it; the rooms of one rank may use each other, acyclically.
   */
  private static final List<List<String>> RANKS =
      List.of(
          List.of("cli"),
          List.of("launch", "inspect"),
          List.of("build"),
          List.of("repository", "buildpack", "plan", "output"),
          List.of("lock"),
          List.of("baseimage", "debian", "pypi", "conda", "cran"),
          List.of("sandbox", "layer", "registry", "engine"),
          List.of("fetch"),
          List.of("store"),
          List.of("image", "filetree", "event", "failure"));

  @Test
  void arrowsPointDownwards() {
    List<String> above = new ArrayList<>();
    for (List<String> rank : RANKS) {
      if (!above.isEmpty()) {
        noClasses()
            .that()
            .resideInAnyPackage(packages(rank))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(packages(above))
            .check(PRODUCT);
      }
      above.addAll(rank);
    }
  }

  @Test
  void everyRoomHasARank() throws IOException {
    try (Stream<Path> rooms = Files.list(ROOT)) {
      assertThat(rooms.filter(Files::isDirectory).map(room -> room.getFileName().toString()))
          .hasSameElementsAs(RANKS.stream().flatMap(List::stream).toList());
    }
  }

  @Test
  void librariesStayInTheRoomThatOwnsThem() {
    owned("com.github.dockerjava..", "engine");
    owned("picocli..", "cli");
    owned("org.bouncycastle..", "debian");
    owned("org.tukaani..", "debian");
  }

  private static void owned(String library, String room) {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.repo2oci." + room + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .because("`" + library + "` belongs to the room `" + room + "`")
        .check(PRODUCT);
  }

  @Test
  void onlyTheCommandLinePrintsExitsOrReadsTheEnvironment() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.repo2oci.cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(PRODUCT);
  }

  @Test
  void nothingIsCalledHelper() {
    classes()
        .should()
        .haveNameNotMatching(".*(Util|Utils|Helper|Helpers|Common|Const|Impl)")
        .check(PRODUCT);
  }

  @Test
  void everyRoomSaysWhatItIs() throws IOException {
    try (Stream<Path> rooms = Files.list(ROOT)) {
      for (Path room : rooms.filter(Files::isDirectory).toList()) {
        assertThat(room.resolve("package-info.java"))
            .content()
            .contains("@NullMarked")
            .startsWith("/**");
      }
    }
  }

  private static String[] packages(List<String> rooms) {
    return rooms.stream().map(room -> "org.repo2oci." + room + "..").toArray(String[]::new);
  }
}
