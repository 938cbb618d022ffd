package org.repo2oci.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.repo2oci.debian.Account;
import org.repo2oci.debian.BaseConfiguration;
import org.repo2oci.debian.DebInstaller;
import org.repo2oci.debian.DebianDefinition;
import org.repo2oci.debian.DebianLocker;
import org.repo2oci.debian.DebianMirror;
import org.repo2oci.debian.DebianOffer;
import org.repo2oci.debian.DebianUnpacker;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.lock.LockFile;
import org.repo2oci.pypi.resolve.PythonTarget;

/** Chooses the base and opens it: the Debian packages that images stand on. */
final class Bases {
  private static final String KIND = "debian-lock";

  private final Workshop workshop;
  private final BuildRequest request;
  private final DebianDefinition definition;
  private final DebInstaller installer;
  private final Account account;
  private final Clock clock;

  Bases(Workshop workshop, BuildRequest request, DebianDefinition definition, Clock clock) {
    this.workshop = workshop;
    this.request = request;
    this.definition = definition;
    this.installer = new DebInstaller(definition.exclusions());
    this.account = new Account(request.userName(), request.uid(), request.uid());
    this.clock = clock;
  }

  /** What the choice depends on, but for the day. */
  String identity() throws IOException {
    Path file = definition.folder().resolve("buildpack.yml");
    return Digest.of(Files.readAllBytes(file)).toString();
  }

  /** The base's own Python, known before anything is locked. */
  PythonTarget python() {
    return target(definition.python(), definition.glibc());
  }

  private PythonTarget target(String python, String glibc) {
    String[] version = python.split("\\.", -1);
    return new PythonTarget(
        Integer.parseInt(version[0]),
        Integer.parseInt(version[1]),
        request.platform(),
        Integer.parseInt(glibc.split("\\.", -1)[1]));
  }

  /** Locks the packages of today. */
  LockedDebian choose() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    DebianOffer offer =
        new DebianLocker(workshop.fetcher(), workshop.events(), clock)
            .offer(definition, mirror(), request.platform().architecture());
    Optional<LockedDebian> known =
        workshop.store().record(KIND, offer.key()).flatMap(LockFile::readDebian);
    if (known.isPresent()) {
      return known.get();
    }
    LockedDebian locked = offer.lock();
    workshop.store().putRecord(KIND, offer.key(), LockFile.writeDebian(locked));
    workshop
        .events()
        .accept(
            new BuildEvent.Finished(
                Stage.RESOLVE,
                "Locked %d Debian packages for the base".formatted(locked.basePackages().size()),
                Duration.ofNanos(System.nanoTime() - begin)));
    return locked;
  }

  /** The interpreter's version in full, as the lock has it. */
  String pythonVersion(LockedDebian locked) {
    String name = "python" + definition.python();
    return locked.basePackages().stream()
        .filter(deb -> deb.name().equals(name))
        .map(deb -> deb.version().replaceFirst("[-+~].*", ""))
        .findFirst()
        .orElseThrow(() ->
            BuildFailure.environment("Cannot use the base: it has no `%s`".formatted(name))
                .withHint("`buildpacks/base/buildpack.yml` names another Python"));
  }

  String interpreter() {
    return "/usr/bin/python" + definition.python();
  }

  DebianBase open(LockedDebian locked) {
    DebianUnpacker unpacker = unpacker();
    return new DebianBase(
        workshop,
        locked,
        unpacker,
        new BaseConfiguration(
            workshop.sandbox(), workshop.events(), definition, installer, account));
  }

  DebianToolboxes toolboxes(LockedDebian locked) {
    return new DebianToolboxes(workshop, locked, unpacker(), installer.key(), account);
  }

  private DebianUnpacker unpacker() {
    return new DebianUnpacker(workshop.fetcher(), mirror(), installer);
  }

  private DebianMirror mirror() {
    Optional<DebianMirror> found =
        request.debianMirror().map(DebianMirror::parse).or(() -> DebianMirror.ofApt(Path.of("/")));
    return found.orElseThrow(() ->
        BuildFailure.environment(
                "Cannot assemble the base: no Debian mirror is known on this machine")
            .withHint("Give one with `--debian-mirror URL`, or a base with `--base-image`"));
  }
}
