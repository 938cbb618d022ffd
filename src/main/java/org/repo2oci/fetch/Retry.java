package org.repo2oci.fetch;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLHandshakeException;
import org.repo2oci.store.DigestMismatch;

/** Runs an attempt until it succeeds, fails for good, or its time is over. */
public final class Retry {
  private final RetryPolicy policy;
  private final long end;
  private int attempt;

  private Retry(RetryPolicy policy, Duration deadline) {
    this.policy = policy;
    this.end = System.nanoTime() + deadline.toNanos();
  }

  /** Counts from now. */
  public static Retry of(RetryPolicy policy, Duration deadline) {
    return new Retry(policy, deadline);
  }

  /** One try; what it throws as {@link IOException} is tried again where that may help. */
  @FunctionalInterface
  public interface Attempt<T> {
    T run() throws IOException, InterruptedException;
  }

  public <T> T run(Attempt<T> work) throws IOException, InterruptedException {
    while (true) {
      attempt++;
      try {
        return work.run();
      } catch (IOException failed) {
        if (Thread.interrupted() || failed instanceof InterruptedIOException) {
          throw (InterruptedException) new InterruptedException().initCause(failed);
        }
        Optional<Duration> asked =
            failed instanceof TryAgain again ? again.after() : Optional.empty();
        Duration pause = policy.pause(attempt, asked, RandomGenerator.getDefault());
        if (attempt >= attemptsFor(failed) || pause.compareTo(remaining()) > 0) {
          throw failed;
        }
        Thread.sleep(pause);
      }
    }
  }

  /** Says that the attempt moved bytes, so that the next break starts a fresh count. */
  public void progressed() {
    attempt = 0;
  }

  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  private int attemptsFor(IOException failed) {
    if (failed instanceof DigestMismatch
        || failed instanceof Unusable
        || isLocal(failed)
        || isUntrusted(failed)) {
      return 1;
    }
    // A name server may have a bad second; a wrong name is reported soon.
    return isUnknownHost(failed) ? Math.min(2, policy.attempts()) : policy.attempts();
  }

  /** Whether this machine's own files are the trouble, such as a full disk. */
  public static boolean isLocal(IOException failed) {
    return failed instanceof FileSystemException || failed instanceof FileNotFoundException;
  }

  /** Whether a server's certificate, or its lack of TLS, is why nothing came. */
  public static boolean isUntrusted(Throwable failed) {
    return causedBy(failed, SSLHandshakeException.class)
        || causedBy(failed, java.security.cert.CertificateException.class)
        || String.valueOf(failed.getMessage()).contains("Unsupported or unrecognized SSL message");
  }

  /** Whether the host's name has no address. */
  public static boolean isUnknownHost(Throwable failed) {
    return causedBy(failed, UnresolvedAddressException.class)
        || causedBy(failed, UnknownHostException.class);
  }

  private static boolean causedBy(Throwable failed, Class<? extends Throwable> type) {
    for (Throwable t = failed; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }
}
