package org.repo2oci.pypi.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.spec.Requirements;

/** The texts are uv's own. */
class UvFailuresTest {
  private static final String NO_SOLUTION =
      "error: No solution found when resolving dependencies\n";

  @TempDir Path repository;
  private Workspace workspace;

  @BeforeEach
  void prepare() throws Exception {
    workspace = Workspace.inSandbox(Files.createDirectory(repository.resolve("work")));
  }

  private BuildFailure failure(String said, ServerSet server, String... lines) throws Exception {
    Requirements user = Given.requirements(repository, lines);
    workspace.writeRequirements(user, server);
    ResolveRequest request =
        new ResolveRequest(repository, user, server, Given.settings(), Given.TARGET);
    return new UvFailures(request, workspace).failure(UvReport.parse(said.lines().toList()));
  }

  @Test
  void namesTheLineOfAPackageThatIsNowhere() throws Exception {
    BuildFailure failure =
        failure(
            NO_SOLUTION
                + "  cause: Because absent-thing was not found in the package registry and you require absent-thing, we can conclude that your requirements are unsatisfiable.\n",
            Given.server("jupyterlab>=3"),
            "numpy",
            "Absent_Thing");

    assertThat(failure.message())
        .isEqualTo(
            "Cannot resolve `requirements.txt` at line 2: the index has no package `absent-thing`");
    assertThat(failure.kind()).isEqualTo(BuildFailure.Kind.INPUT);
    assertThat(failure.details()).hasSize(1);
    assertThat(failure.hints().getFirst()).contains("--extra-index-url");
  }

  @Test
  void namesEveryLineOfAContradiction() throws Exception {
    BuildFailure failure =
        failure(
            NO_SOLUTION
                + "  cause: Because flask>=3.0.0 depends on jinja2>=3.1.2 and you require jinja2<3, we can conclude that your requirements and flask>=3.0.0 are incompatible.\n"
                + "         And because you require flask>=3, we can conclude that your requirements are unsatisfiable.\n",
            Given.server("jupyterlab>=3"),
            "jinja2<3",
            "numpy",
            "flask>=3");

    assertThat(failure.message())
        .isEqualTo(
            "Cannot resolve `requirements.txt` at line 1: the requirements contradict each other");
    assertThat(failure.details())
        .contains("`requirements.txt` at line 3 asks for `flask>=3`")
        .anySatisfy(line -> assertThat(line).contains("depends on jinja2>=3.1.2"))
        .noneMatch(line -> line.contains("numpy"));
  }

  @Test
  void saysThatTheServerIsInTheWay() throws Exception {
    BuildFailure failure =
        failure(
            NO_SOLUTION
                + "  cause: Because jupyterlab>=3 depends on tornado>=6.2 and you require jupyterlab>=3, we can conclude that your requirements depend on tornado>=6.2.\n"
                + "         And because you require tornado<6, we can conclude that your requirements are unsatisfiable.\n",
            Given.server("jupyterlab>=3"),
            "tornado<6");

    assertThat(failure.message())
        .isEqualTo(
            "Cannot resolve `requirements.txt` at line 1: it conflicts with the Jupyter server of"
                + " every image (`jupyterlab`)");
    assertThat(failure.hints().getFirst()).startsWith("Loosen `tornado<6`");
  }

  @Test
  void namesAVersionThatIsNotThere() throws Exception {
    assertThat(
            failure(
                    NO_SOLUTION
                        + "  cause: Because there is no version of numpy==99.1 and you require numpy==99.1, we can conclude that your requirements are unsatisfiable.\n",
                    Given.server(),
                    "numpy==99.1")
                .message())
        .isEqualTo("Cannot resolve `requirements.txt` at line 1: no version fits `numpy==99.1`");
  }

  @Test
  void namesAPackageThatHasNoWheel() throws Exception {
    assertThat(
            failure(
                    NO_SOLUTION
                        + "  cause: Because tensorflow==1.15.0 has no wheels with a matching Python ABI tag (e.g., `cp313`) and you require tensorflow==1.15, we can conclude that your requirements are unsatisfiable.\n",
                    Given.server(),
                    "tensorflow==1.15")
                .message())
        .isEqualTo(
            "Cannot resolve `requirements.txt` at line 1: `tensorflow` has no wheel for Python 3.13"
                + " on linux/amd64");
  }

  @Test
  void keepsTheEndOfABuildThatFailed() throws Exception {
    StringBuilder said = new StringBuilder("error: Failed to build `thing==1`\n");
    said.append("  cause: The build backend returned an error\n");
    for (int i = 1; i <= 50; i++) {
      said.append("         line ").append(i).append('\n');
    }

    BuildFailure failure = failure(said.toString(), Given.server(), "thing");

    assertThat(failure.message())
        .isEqualTo(
            "Cannot resolve `requirements.txt` at line 1: `thing` has to be built, and its build"
                + " failed");
    assertThat(failure.details()).hasSize(8).endsWith("line 50");
  }

  @Test
  void blamesTheLinesWithoutANameWhereABuildHasNone() throws Exception {
    Files.writeString(repository.resolve("setup.py"), "");
    Files.createDirectories(repository.resolve("sub"));
    Files.writeString(repository.resolve("sub/setup.py"), "");
    String said =
        """
        error: The build backend returned an error
          cause: Call to `setuptools.build_meta` failed and you require setuptools
        """;

    assertThat(failure(said, Given.server(), "setuptools", "-e .").message())
        .isEqualTo(
            "Cannot resolve `requirements.txt` at line 2: `.` has to be built, and its build failed");
    BuildFailure two = failure(said, Given.server(), "setuptools", "-e .", "./sub");
    assertThat(two.message()).endsWith("one of these has to be built, and its build failed");
    assertThat(two.details()).contains("`requirements.txt` at line 3 asks for `sub`");
  }

  @Test
  void takesNoNameFromWhatABuildWrote() throws Exception {
    BuildFailure failure =
        failure(
            """
            error: Failed to build `thing==1`
              cause: The build backend returned an error and numpy is missing; you require numpy

            hint: `thing` (v1) was included because `other` (v2) depends on `thing`
            """,
            Given.server(),
            "numpy",
            "other");

    assertThat(failure.message())
        .isEqualTo(
            "Cannot resolve `requirements.txt` at line 2: `thing` has to be built, and its build"
                + " failed");
  }

  @Test
  void followsAPositionBackToTheUsersLine() throws Exception {
    BuildFailure failure =
        failure(
            """
            error: Couldn't parse requirement in `/work/requirements.txt` at position 14
              cause: Operator >= cannot be used with a wildcard version specifier
                     numpy>=1.*
                          ^^^^^
            """,
            Given.server(),
            "# a comment",
            "six",
            "",
            "numpy>=1.*");

    assertThat(failure.message())
        .isEqualTo(
            "Cannot resolve `requirements.txt` at line 4: Operator >= cannot be used with a wildcard"
                + " version specifier");
  }

  @Test
  void blamesTheNetworkWhereItFailed() throws Exception {
    BuildFailure failure =
        failure(
            """
            error: Failed to fetch: `https://index.example.org/simple/numpy/`
              cause: Request failed after 3 retries
              cause: error sending request
            """,
            Given.server(),
            "numpy");

    assertThat(failure.kind()).isEqualTo(BuildFailure.Kind.ENVIRONMENT);
    assertThat(failure.message()).endsWith("the package index failed");
    assertThat(failure.hints().getFirst()).contains("try again");
  }
}
