package org.repo2oci.sandbox;

import java.io.IOException;

/** Starts steps for callers that do something while they run, or that end them themselves. */
public interface StepStarter {
  RunningStep start(Step step) throws IOException;
}
