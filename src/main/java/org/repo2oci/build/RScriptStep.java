package org.repo2oci.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.cran.LockedR;
import org.repo2oci.cran.RLog;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;
import org.repo2oci.lock.REnvironment;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.sandbox.Step;
import org.repo2oci.sandbox.StepResult;

/**
 * An {@code install.R} in the image that is being built: as the image's user, with the machine's
 * network, and with compilers that the image does not get. What R calls a warning, a package that
 * could not be installed, is a failure.
 *
 * @param name for people
 * @param path of the script, absolute in the image
 * @param brought the script, where it is not there
 * @param variables of the image
 * @param compilers empty where R brings its own
 * @param libraries empty where the image's libraries are not known
 */
record RScriptStep(
    Workshop workshop,
    String name,
    String path,
    Optional<byte[]> brought,
    REnvironment r,
    Map<String, String> variables,
    BuildRequest request,
    Map<String, String> systemLibraries,
    Optional<DebianToolboxes> compilers,
    Optional<RLibraries> libraries,
    NormalChanges changes) {
  /** Outside of everything that is captured: what the step alone has. */
  private static final String PRIVATE = "var/lib/repo2oci-r";

  private static final String PROFILE = PRIVATE + "/Rprofile";
  private static final String LOCKED = PRIVATE + "/locked";

  StepPart.Made in(StepPart.Below below) throws IOException, InterruptedException {
    List<RootLayer> layers = new ArrayList<>(below.folders());
    if (compilers.isPresent()) {
      layers.add(compilers.get().compilers());
    }
    FileTree seed = seed();
    layers.add(workshop.sandbox().materialise(key(), () -> seed));
    if (libraries.isPresent()) {
      // The compilers bring libraries too, so that the script may not notice.
      libraries.get().warn();
    }
    RLog log = new RLog(systemLibraries, name -> libraries.flatMap(known -> known.packageOf(name)));
    Step step =
        Step.of(
                name,
                layers,
                List.of("Rscript", "--no-save", "--no-restore", "--no-init-file", path),
                environment())
            .withUser(request.uid(), request.uid(), request.repositoryPath())
            .withNetwork()
            .withOutput(line -> {
              log.line(line);
              workshop.events().accept(new BuildEvent.Output(Stage.STEP, name, line));
            })
            .withTimeLimit(request.steps().timeLimit());
    Step limited = request.steps().memoryLimit().map(step::withMemoryLimit).orElse(step);
    workshop.events().accept(new BuildEvent.Noted(Stage.STEP, "Running `%s`".formatted(name)));
    StepResult result = workshop.sandbox().run(limited);
    Optional<BuildFailure> failure = log.failure(name, result.exitCode());
    if (failure.isPresent()) {
      try (result) {
        throw failure.get();
      }
    }
    if (libraries.isPresent()) {
      libraries.get().warn(result.changes());
    }
    return new StepPart.Made(changes.of(result.changes()), result);
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>(MachineVariables.of(request.indexes()));
    environment.putAll(variables);
    environment.put("R_PROFILE", "/" + PROFILE);
    if (compilers.isPresent()) {
      environment.put("LIBRARY_PATH", SandboxedR.algebra(request.platform()));
    }
    environment.put("MAKEFLAGS", "-j" + workshop.threads());
    return environment;
  }

  private Digest key() throws IOException {
    String text =
        String.join(
            "\n",
            "install.R seed 1",
            profile(),
            locked(),
            path,
            Integer.toString(request.uid()),
            brought.map(content -> Digest.of(content).toString()).orElse(""));
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private FileTree seed() throws IOException {
    Attributes plain = new Attributes(0644, 0, 0, Prefixes.NO_TIME);
    FileTree.Builder seed =
        FileTree.builder()
            .put(PROFILE, file(profile().getBytes(StandardCharsets.UTF_8), plain))
            .put(LOCKED, file(locked().getBytes(StandardCharsets.UTF_8), plain));
    if (brought.isPresent()) {
      Attributes own = plain.withOwner(request.uid(), request.uid());
      seed.put(path.substring(1), file(brought.get(), own));
      for (String up = parent(path); !up.isEmpty(); up = parent(up)) {
        if (up.startsWith(request.home()) || up.startsWith(request.repositoryPath())) {
          seed.put(up.substring(1), new Node.Directory(own.withMode(0755)));
        }
      }
    }
    return seed.addMissingParents(plain.withMode(0755)).build();
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  private static Node file(byte[] content, Attributes attributes) {
    return new Node.RegularFile(attributes, Content.of(content));
  }

  /** Names and versions of what the lock has put in the library. */
  private String locked() {
    StringBuilder text = new StringBuilder();
    for (LockedR locked : r.packages()) {
      text.append(locked).append('\n');
    }
    return text.toString();
  }

  private String profile() throws IOException {
    try (InputStream in = RScriptStep.class.getResourceAsStream("install-profile.R")) {
      if (in == null) {
        throw new IOException("install-profile.R is not in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("@LOCKED@", LOCKED);
    }
  }
}
