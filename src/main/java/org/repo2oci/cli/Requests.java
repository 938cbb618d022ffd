package org.repo2oci.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.repo2oci.build.BuildRequest;
import org.repo2oci.build.CondaRequest;
import org.repo2oci.build.LockPolicy;
import org.repo2oci.build.RRequest;
import org.repo2oci.build.ReuseRequest;
import org.repo2oci.build.StepRequest;
import org.repo2oci.build.Workshop;
import org.repo2oci.cli.application.EarlierArguments;
import org.repo2oci.cli.application.HostSettings;
import org.repo2oci.cli.application.ImageArguments;
import org.repo2oci.cli.application.MachineArguments;
import org.repo2oci.cli.application.ResolveArguments;
import org.repo2oci.cli.application.SourceArguments;
import org.repo2oci.cli.application.StepArguments;
import org.repo2oci.conda.channel.CondaSettings;
import org.repo2oci.conda.channel.MachineCondaSettings;
import org.repo2oci.cran.index.MachineRSettings;
import org.repo2oci.image.ImageReference;
import org.repo2oci.layer.Compression;
import org.repo2oci.plan.Optimization;
import org.repo2oci.pypi.index.IndexSettings;
import org.repo2oci.pypi.index.MachineIndexes;
import org.repo2oci.pypi.index.PackageIndex;

/** What the commands were asked and what the machine says, as requests of the rooms below. */
final class Requests {
  private static final int DEFAULT_UID = 1000;

  private final HostSettings host;

  Requests(HostSettings host) {
    this.host = host;
  }

  Workshop.Machine machine(MachineArguments machine) {
    return new Workshop.Machine(
        host.environment(), host.home(), machine.store(), machine.threads());
  }

  BuildRequest build(
      SourceArguments source, ResolveArguments resolve, ImageArguments image, StepArguments steps) {
    return build(source, resolve, image, steps, List.of());
  }

  /**
   * A build.
   *
   * @param targets tags that the image will be pushed to
   */
  BuildRequest build(
      SourceArguments source,
      ResolveArguments resolve,
      ImageArguments image,
      StepArguments steps,
      List<ImageReference> targets) {
    List<Path> buildpacks = new ArrayList<>(List.of(host.buildpacks()));
    buildpacks.addAll(resolve.buildpacks());
    return new BuildRequest(
        source.repository(),
        source.ref(),
        source.subdirectory(),
        source.required(),
        resolve.lock(),
        resolve.baseImage(),
        resolve.debianMirror().map(URI::toString),
        resolve.platform(),
        buildpacks,
        indexes(resolve),
        conda(resolve),
        new RRequest(
            resolve
                .cranMirror()
                .or(() -> MachineRSettings.mirror(host.environment(), host.home(), Path.of("/"))),
            resolve.rBuilds()),
        image.targetRepoDir(),
        image.userId(),
        image.userName(),
        image.labels(),
        compression(image.compression()),
        steps(steps, image),
        reuse(resolve.earlier(), targets, image.optimization()),
        image.defaultUrl(),
        resolve.rstudio());
  }

  private static ReuseRequest reuse(
      EarlierArguments earlier, List<ImageReference> targets, Optimization optimization) {
    return new ReuseRequest(
        targets,
        earlier.cacheFrom(),
        earlier.cacheRepository(),
        true,
        new LockPolicy(
            earlier.upgrade(),
            Set.copyOf(earlier.upgradePackages()),
            earlier.maxLockAge(),
            earlier.locked()),
        optimization);
  }

  /** A lock says nothing of the user, whom the image's own options name. */
  BuildRequest lock(SourceArguments source, ResolveArguments resolve) {
    return build(
        source,
        resolve,
        new ImageArguments(
            Optional.empty(),
            DEFAULT_UID,
            "jovyan",
            Map.of(),
            org.repo2oci.cli.application.Compression.parse("gzip"),
            "",
            Map.of()),
        StepArguments.usual());
  }

  private static StepRequest steps(StepArguments steps, ImageArguments image) {
    return new StepRequest(
        steps.again(),
        steps.timeLimit().orElse(StepRequest.usual().timeLimit()),
        steps.memoryLimit(),
        image.appendix(),
        image.buildArguments());
  }

  private CondaRequest conda(ResolveArguments resolve) {
    CondaSettings machine =
        MachineCondaSettings.read(host.environment(), host.home(), Path.of("/"));
    return new CondaRequest(
        resolve.condaChannelAlias().map(URI::toString).map(machine::withAlias).orElse(machine),
        resolve.channels());
  }

  /** The machine's indexes; an option for the main one replaces all of them. */
  private IndexSettings indexes(ResolveArguments resolve) {
    IndexSettings machine = MachineIndexes.read(host.environment(), host.home(), Path.of("/"));
    Optional<PackageIndex> main =
        resolve.indexUrl().map(url -> new PackageIndex(PackageIndex.DEFAULT, url.toString()));
    List<PackageIndex> extra =
        new ArrayList<>(main.isPresent() ? List.of() : machine.extraIndexes());
    for (URI url : resolve.extraIndexUrls()) {
      extra.add(new PackageIndex("option-" + (extra.size() + 1), url.toString()));
    }
    List<String> links = new ArrayList<>(resolve.findLinks());
    links.addAll(machine.findLinks());
    return new IndexSettings(
        main.or(machine::defaultIndex),
        extra,
        links,
        main.isEmpty() && machine.noIndex(),
        machine.strategy(),
        machine.excludeNewer(),
        machine.caBundle(),
        machine.warnings());
  }

  private static Compression compression(org.repo2oci.cli.application.Compression wanted) {
    String name = wanted.algorithm().name().toLowerCase(java.util.Locale.ROOT);
    return Compression.parse(
        wanted.level().isPresent() ? name + ":" + wanted.level().getAsInt() : name);
  }
}
