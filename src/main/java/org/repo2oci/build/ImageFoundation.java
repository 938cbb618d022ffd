package org.repo2oci.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.repo2oci.baseimage.PythonFiles;
import org.repo2oci.baseimage.UserFiles;
import org.repo2oci.debian.Account;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.Digest;
import org.repo2oci.lock.Base;
import org.repo2oci.lock.PythonEnvironment;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.Stratum;
import org.repo2oci.pypi.bytecode.PythonRuntime;
import org.repo2oci.pypi.bytecode.UnpackedPython;
import org.repo2oci.pypi.resolve.LockedPackage;
import org.repo2oci.pypi.resolve.PythonTarget;
import org.repo2oci.pypi.resolve.Toolboxes;
import org.repo2oci.pypi.spec.SourceLine;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.store.Scratch;

/** A given image: its layers below ours, and one layer that makes the user known in it. */
final class ImageFoundation implements Foundation {
  private static final long USER_FILES_SIZE = 4 << 10;

  private final Workshop workshop;
  private final BaseImage image;
  private final Base.Image locked;
  private final PythonEnvironment environment;
  private final PythonTarget python;
  private final Account account;
  private final DebianToolboxes toolboxes;

  /**
   * @param toolboxes the build's own
   */
  ImageFoundation(
      Workshop workshop,
      BaseImage image,
      Base.Image locked,
      PythonEnvironment environment,
      PythonTarget python,
      Account account,
      DebianToolboxes toolboxes) {
    this.workshop = workshop;
    this.image = image;
    this.locked = locked;
    this.environment = environment;
    this.python = python;
    this.account = account;
    this.toolboxes = toolboxes;
  }

  @Override
  public BaseLayers below() throws IOException, InterruptedException {
    return BaseLayers.of(image.documents());
  }

  @Override
  public List<Path> belowFiles() throws IOException, InterruptedException {
    return image.layerFiles();
  }

  @Override
  public List<Part> parts() {
    Component component =
        new Component(
            Stratum.BASE_CONFIGURED,
            "user",
            account.name(),
            USER_FILES_SIZE,
            List.of(UserFiles.FORMAT, locked.manifest().toString(), account.toString()));
    return List.of(new Part(component, this::userFiles));
  }

  private FileTree userFiles() throws IOException, InterruptedException {
    return UserFiles.of(
        image.files(),
        account,
        warning -> workshop.events().accept(new BuildEvent.Warned(warning)));
  }

  @Override
  public FileTree activationScripts() throws IOException, InterruptedException {
    return PythonFiles.activationScripts(
        image.files(), environment.interpreter(), environment.minor());
  }

  @Override
  public PythonRuntime runtime() {
    return (arguments, variables) ->
        new UnpackedPython(interpreterLayer().directory(), environment.interpreter())
            .start(arguments, variables);
  }

  /** The interpreter in a folder of its own. */
  private synchronized RootLayer interpreterLayer() throws IOException {
    Digest key = key("interpreter 1 " + environment.interpreter());
    return workshop
        .sandbox()
        .materialise(
            key,
            () -> {
              try {
                return PythonFiles.runtime(
                    image.files(), environment.interpreter(), environment.minor());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while reading the base image", e);
              }
            });
  }

  private Digest key(String what) {
    return Digest.of(
        "base image %s %s".formatted(what, locked.manifest()).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public PythonTarget python() {
    return python;
  }

  /** In the image itself where it has compilers: what they link against is in it. */
  @Override
  public Toolboxes builders() {
    return locked.compilers() ? new InImage() : toolboxes;
  }

  private boolean runsWhatToolboxMakes() {
    return toolboxes.interpreter().endsWith("/python" + environment.minor())
        && python.glibcMinor() >= toolboxes.glibcMinor();
  }

  @Override
  public void requireBuilds(LockedPackage wanted, Supplier<Optional<SourceLine>> line) {
    if (!locked.compilers() && !runsWhatToolboxMakes()) {
      throw BuildFailure.input(
              "Cannot build `%s`%s from source: the base image `%s` has no compilers"
                  .formatted(
                      wanted.label(),
                      line.get().map(place -> " of %s".formatted(place)).orElse(""),
                      locked.reference()))
          .withDetail(
              "There is no wheel of it for Python %s and glibc %s, and the toolbox is for `%s`"
                  .formatted(environment.version(), locked.glibc(), toolboxes.interpreter()))
          .withHint(
              "Ask for a version that has a wheel, or use a base image with gcc and the headers of Python 3.11 or later");
    }
  }

  /** Packages are built in the image itself, with its own compilers. */
  private final class InImage implements Toolboxes {
    @Override
    public List<RootLayer> python() throws IOException, InterruptedException {
      return toolboxes.python();
    }

    @Override
    public List<RootLayer> build() throws IOException, InterruptedException {
      try (Scratch scratch = workshop.store().newScratch()) {
        return List.of(
            workshop
                .sandbox()
                .materialise(
                    buildKey(),
                    () -> {
                      try {
                        return image.allFiles(scratch.directory());
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new IOException("interrupted while reading the base image", e);
                      }
                    }));
      }
    }

    @Override
    public String interpreter() {
      return toolboxes.interpreter();
    }

    @Override
    public String buildInterpreter() {
      return environment.interpreter();
    }

    @Override
    public Digest buildKey() {
      return key("all files 1");
    }
  }

  /** A base of ours has an environment at the very same place. */
  @Override
  public boolean mayHaveAnEnvironment() {
    return true;
  }

  @Override
  public Optional<String> locale() {
    return Optional.of(locked.locale());
  }

  @Override
  public void close() throws IOException {
    image.close();
  }
}
