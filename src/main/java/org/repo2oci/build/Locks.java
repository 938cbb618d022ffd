package org.repo2oci.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.repo2oci.buildpack.Environment;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.lock.Base;
import org.repo2oci.lock.Lock;
import org.repo2oci.lock.LockFile;
import org.repo2oci.lock.PythonEnvironment;
import org.repo2oci.pypi.index.IndexUrls;
import org.repo2oci.pypi.index.PackageIndex;
import org.repo2oci.pypi.resolve.PythonResolver;
import org.repo2oci.pypi.resolve.PythonTarget;
import org.repo2oci.pypi.resolve.PythonTools;
import org.repo2oci.pypi.resolve.ResolveRequest;
import org.repo2oci.pypi.resolve.ResolvedPython;
import org.repo2oci.pypi.resolve.ServerSet;
import org.repo2oci.pypi.spec.Requirements;
import org.repo2oci.pypi.spec.RequirementsReader;
import org.repo2oci.repository.Checkout;

/**
 * Decides every package: by the lock that the user gave, by the one that the store has for the very
 * same inputs, or anew.
 */
final class Locks {
  private static final String KIND = "lock";
  private static final long LARGEST = 64L << 20;

  private final Workshop workshop;
  private final BuildRequest request;
  private final Bases bases;
  private final ServerSet server;
  private final Function<LockedDebian, PythonTools> tools;
  private final String version;
  private final Clock clock;

  Locks(
      Workshop workshop,
      BuildRequest request,
      Bases bases,
      ServerSet server,
      Function<LockedDebian, PythonTools> tools,
      String version,
      Clock clock) {
    this.workshop = workshop;
    this.request = request;
    this.bases = bases;
    this.server = server;
    this.tools = tools;
    this.version = version;
    this.clock = clock;
  }

  Lock lockFor(Environment environment, Checkout checkout)
      throws IOException, InterruptedException {
    if (request.lock().isPresent()) {
      return given(request.lock().get());
    }
    long begin = System.nanoTime();
    Requirements user = requirements(environment);
    Digest inputs = inputs(user, checkout);
    Optional<byte[]> known = workshop.store().record(KIND, inputs);
    if (known.isPresent()) {
      Lock lock = LockFile.read(known.get(), "of the store");
      note("Kept the lock of %s: nothing that it was made from changed".formatted(lock.created()));
      return lock;
    }
    workshop.events().accept(new BuildEvent.Started(Stage.RESOLVE));
    Lock lock = decide(environment, user, inputs);
    workshop.store().putRecord(KIND, inputs, LockFile.write(lock));
    workshop
        .events()
        .accept(
            new BuildEvent.Finished(
                Stage.RESOLVE,
                "Resolved %d Python packages".formatted(lock.python().packages().size()),
                Duration.ofNanos(System.nanoTime() - begin)));
    return lock;
  }

  private Lock given(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw BuildFailure.input("Cannot read the lock `%s`: there is no such file".formatted(file))
          .withHint("`repo2oci lock REPO -o %s` writes it".formatted(file));
    }
    if (Files.size(file) > LARGEST) {
      throw BuildFailure.input(
              "Cannot read the lock `%s`: it is larger than 64 MiB".formatted(file))
          .withHint("Give a file that `repo2oci lock` wrote");
    }
    Lock lock = LockFile.read(Files.readAllBytes(file), file.toString());
    if (!lock.platform().equals(request.platform())) {
      throw BuildFailure.input(
              "Cannot use the lock `%s`: it is for `%s`, not for `%s`"
                  .formatted(file, lock.platform(), request.platform()))
          .withHint("Give `--platform %s`, or lock again".formatted(lock.platform()));
    }
    note("Using the lock `%s` of %s".formatted(file, lock.created()));
    return lock;
  }

  /** What the user's files list. */
  Requirements requirements(Environment environment) throws IOException, InterruptedException {
    List<Path> files = environment.requirementFiles();
    return files.isEmpty()
        ? Requirements.none()
        : RequirementsReader.read(
            environment.root(), files.getFirst().toString(), workshop.fetcher());
  }

  private Digest inputs(Requirements user, Checkout checkout) throws IOException {
    ResolveRequest asked = asked(checkout.source().root(), user, bases.python());
    String text =
        String.join(
            "\n",
            version,
            request.platform().toString(),
            bases.identity(),
            asked.key().map(Digest::toString).orElseGet(checkout::contentId));
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private Lock decide(Environment environment, Requirements user, Digest inputs)
      throws IOException, InterruptedException {
    LockedDebian base = bases.choose();
    ResolvedPython resolved =
        new PythonResolver(tools.apply(base))
            .resolve(asked(environment.root(), user, bases.python()));
    SortedMap<String, String> used = new TreeMap<>();
    used.put("repo2oci", version);
    used.put("uv", resolved.uvVersion());
    return new Lock(
        request.platform(),
        created(),
        inputs,
        used,
        new Base.Debian(base),
        new PythonEnvironment(
            bases.interpreter(),
            bases.pythonVersion(base),
            "/" + Prefixes.ENVIRONMENT,
            indexes(asked(environment.root(), user, bases.python())),
            resolved.packages()));
  }

  private ResolveRequest asked(Path root, Requirements user, PythonTarget target) {
    return new ResolveRequest(root, user, server, request.indexes(), target);
  }

  private SortedMap<String, String> indexes(ResolveRequest asked) {
    SortedMap<String, String> urls = new TreeMap<>();
    for (PackageIndex index : asked.indexes().indexes()) {
      urls.put(index.name(), IndexUrls.withoutLogin(index.url()));
    }
    return urls;
  }

  /** SOURCE_DATE_EPOCH, or now (reproducible-builds.org, "SOURCE_DATE_EPOCH"). */
  private Instant created() {
    String fixed = workshop.environment().getOrDefault("SOURCE_DATE_EPOCH", "");
    if (fixed.matches("\\d{1,11}")) {
      return Instant.ofEpochSecond(Long.parseLong(fixed));
    }
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private void note(String message) {
    workshop.events().accept(new BuildEvent.Noted(Stage.RESOLVE, message));
  }
}
