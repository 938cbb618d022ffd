package org.repo2oci.build;

import org.repo2oci.buildpack.CondaWish;
import org.repo2oci.buildpack.Environment;
import org.repo2oci.failure.BuildFailure;

/** Refuses what wants conda, which a build cannot install yet. */
final class CondaRefusal {
  private CondaRefusal() {}

  static void check(Environment environment, String basePython) {
    environment
        .conda()
        .ifPresent(wish -> {
          throw switch (wish) {
            case CondaWish.Solve _, CondaWish.Locked _ ->
                BuildFailure.input(
                        "Cannot use `%s`: conda environments are not supported yet"
                            .formatted(wish.path()))
                    .withHint(
                        "List packages of the Python Package Index in requirements.txt instead");
            case CondaWish.Python python ->
                BuildFailure.input(
                        "Cannot use `%s`: it asks for Python %s, and only Python %s is supported yet"
                            .formatted(python.path(), python.wanted(), basePython))
                    .withHint("Try `python-%s`, the Python of the base".formatted(basePython));
          };
        });
  }
}
