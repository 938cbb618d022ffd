package org.repo2oci.cli;

import java.util.function.Consumer;
import org.repo2oci.cli.application.Application;
import org.repo2oci.cli.application.BuildArguments;
import org.repo2oci.cli.application.BuildReport;
import org.repo2oci.cli.application.CacheReport;
import org.repo2oci.cli.application.HostSettings;
import org.repo2oci.cli.application.InspectArguments;
import org.repo2oci.cli.application.InspectReport;
import org.repo2oci.cli.application.LaunchArguments;
import org.repo2oci.cli.application.LockArguments;
import org.repo2oci.cli.application.MachineArguments;
import org.repo2oci.cli.application.PlanArguments;
import org.repo2oci.cli.application.PlanReport;
import org.repo2oci.cli.application.PruneArguments;
import org.repo2oci.cli.application.PruneReport;
import org.repo2oci.cli.application.RunningServer;
import org.repo2oci.event.EventSink;

/** The commands' calls, each handed to the room that does the work. */
final class ProductApplication implements Application {
  private final HostSettings host;

  ProductApplication(HostSettings host) {
    this.host = host;
  }

  private UnsupportedOperationException missing() {
    return new UnsupportedOperationException("no room does this yet (home " + host.home() + ")");
  }

  @Override
  public BuildReport build(BuildArguments arguments, EventSink events) {
    throw missing();
  }

  @Override
  public int launch(LaunchArguments arguments, EventSink events, Consumer<RunningServer> ready) {
    throw missing();
  }

  @Override
  public String lock(LockArguments arguments, EventSink events) {
    throw missing();
  }

  @Override
  public PlanReport plan(PlanArguments arguments, EventSink events) {
    throw missing();
  }

  @Override
  public InspectReport inspect(InspectArguments arguments, EventSink events) {
    throw missing();
  }

  @Override
  public CacheReport cacheList(MachineArguments machine, EventSink events) {
    throw missing();
  }

  @Override
  public PruneReport cachePrune(PruneArguments arguments, EventSink events) {
    throw missing();
  }
}
