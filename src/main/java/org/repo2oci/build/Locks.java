package org.repo2oci.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.repo2oci.debian.AptList;
import org.repo2oci.debian.AptRequest;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.image.Digest;
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

  /** The kind of the file that lists Debian packages. */
  private static final String APT = "apt";

  private final Workshop workshop;
  private final BuildRequest request;
  private final Bases bases;
  private final ServerSet server;
  private final Function<LockedDebian, PythonTools> tools;
  private final String version;
  private final Clock clock;
  private final Optional<Lock> given;

  /**
   * @param given the lock that decides, where the user gave one
   */
  Locks(
      Workshop workshop,
      BuildRequest request,
      Bases bases,
      ServerSet server,
      Function<LockedDebian, PythonTools> tools,
      String version,
      Clock clock,
      Optional<Lock> given) {
    this.workshop = workshop;
    this.request = request;
    this.bases = bases;
    this.server = server;
    this.tools = tools;
    this.version = version;
    this.clock = clock;
    this.given = given;
  }

  Lock lockFor(Environment environment, Checkout checkout)
      throws IOException, InterruptedException {
    if (given.isPresent()) {
      return given.get();
    }
    long begin = System.nanoTime();
    Requirements user = requirements(environment);
    List<AptRequest> added = added(environment, checkout);
    Digest inputs = inputs(user, added, checkout);
    Optional<byte[]> known = workshop.store().record(KIND, inputs);
    if (known.isPresent()) {
      Lock lock = LockFile.read(known.get(), "of the store");
      note("Kept the lock of %s: nothing that it was made from changed".formatted(lock.created()));
      return lock;
    }
    workshop.events().accept(new BuildEvent.Started(Stage.RESOLVE));
    Lock lock = decide(environment, user, added, inputs);
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

  /** What the user's files list. */
  Requirements requirements(Environment environment) throws IOException, InterruptedException {
    List<Path> files = environment.requirementFiles();
    return files.isEmpty()
        ? Requirements.none()
        : RequirementsReader.read(
            environment.root(), files.getFirst().toString(), workshop.fetcher());
  }

  private List<AptRequest> added(Environment environment, Checkout checkout) {
    return environment
        .file(APT)
        .map(file ->
            AptList.parse(
                checkout.source().readSmall(file), file, request.platform().architecture()))
        .orElse(List.of());
  }

  private Digest inputs(Requirements user, List<AptRequest> added, Checkout checkout)
      throws IOException, InterruptedException {
    ResolveRequest asked = asked(checkout.source().root(), user, bases.python());
    String text =
        String.join(
            "\n",
            version,
            request.platform().toString(),
            bases.identity(),
            added.toString(),
            asked.key().map(Digest::toString).orElseGet(checkout::contentId));
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private Lock decide(
      Environment environment, Requirements user, List<AptRequest> added, Digest inputs)
      throws IOException, InterruptedException {
    Bases.Chosen base = bases.choose(added);
    ResolvedPython resolved =
        new PythonResolver(tools.apply(base.packages()))
            .resolve(asked(environment.root(), user, bases.python()));
    SortedMap<String, String> used = new TreeMap<>();
    used.put("repo2oci", version);
    used.put("uv", resolved.uvVersion());
    return new Lock(
        request.platform(),
        created(),
        inputs,
        used,
        base.base(),
        List.of(),
        new PythonEnvironment(
            base.interpreter(),
            base.pythonVersion(),
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
