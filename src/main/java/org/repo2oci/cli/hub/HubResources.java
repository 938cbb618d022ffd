package org.repo2oci.cli.hub;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What each server may use.
 *
 * @param memory with JupyterHub's units, such as {@code 2G}, which are powers of 1024
 * @param cpus such as {@code 0.5}
 */
public record HubResources(Optional<String> memory, Optional<BigDecimal> cpus) {
  private static final Pattern MEMORY =
      Pattern.compile("[1-9][0-9]{0,14}|[0-9]{1,6}(?:\\.[0-9]{1,3})?[KMGT]");
  private static final Pattern CPUS = Pattern.compile("[0-9]{1,4}(?:\\.[0-9]{1,3})?");

  /** What nobody limits. */
  public static HubResources none() {
    return new HubResources(Optional.empty(), Optional.empty());
  }

  /**
   * Checks an amount of memory.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static String memory(String text) {
    if (!MEMORY.matcher(text).matches()) {
      throw new IllegalArgumentException("`%s` is not a size such as 512M or 2G".formatted(text));
    }
    return text;
  }

  /**
   * Parses a number of CPUs.
   *
   * @throws IllegalArgumentException where it is none, or not above 0
   */
  public static BigDecimal cpus(String text) {
    if (CPUS.matcher(text).matches()) {
      BigDecimal cpus = new BigDecimal(text);
      if (cpus.signum() > 0) {
        return cpus;
      }
    }
    throw new IllegalArgumentException("`%s` is not a number such as 0.5 or 2".formatted(text));
  }

  /** These, and where they say nothing the others. */
  HubResources or(HubResources others) {
    return new HubResources(memory.or(others::memory), cpus.or(others::cpus));
  }

  /** A Python float, which the spawners' settings are. */
  static String decimal(BigDecimal cpus) {
    return Double.toString(cpus.doubleValue());
  }
}
