package org.repo2oci.cli.command;

import org.repo2oci.cli.application.BuildArguments;
import org.repo2oci.cli.application.HostSettings;
import picocli.CommandLine.Mixin;

/** Everything that a build can be told; {@code build} and {@code launch} share it. */
final class BuildOptions {
  @Mixin final SourceOptions source = new SourceOptions();
  @Mixin final ResolveOptions resolve = new ResolveOptions();
  @Mixin final EarlierOptions earlier = new EarlierOptions();
  @Mixin final ImageOptions image = new ImageOptions();
  @Mixin final StepOptions steps = new StepOptions();
  @Mixin final DeliveryOptions delivery = new DeliveryOptions();
  @Mixin final MachineOptions machine = new MachineOptions();
  @Mixin final OutputOptions output = new OutputOptions();

  BuildArguments arguments(HostSettings host) {
    return Parsed.checked(() ->
        new BuildArguments(
            source.arguments(),
            resolve.arguments(earlier.arguments()),
            image.arguments(),
            steps.arguments(),
            machine.arguments(host),
            delivery.tags(),
            delivery.push(),
            delivery.outputs()));
  }
}
