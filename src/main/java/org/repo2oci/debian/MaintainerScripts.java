package org.repo2oci.debian;

import java.util.LinkedHashMap;
import java.util.Map;

/** What maintainer scripts see, whoever runs them: nothing that two machines have differently. */
final class MaintainerScripts {
  private MaintainerScripts() {}

  /**
   * Their variables.
   *
   * @param date seconds since the epoch (reproducible-builds.org, "SOURCE_DATE_EPOCH")
   */
  static Map<String, String> environment(long date) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    environment.put("HOME", "/root");
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("TZ", "UTC");
    environment.put("DEBIAN_FRONTEND", "noninteractive");
    environment.put("DEBCONF_NONINTERACTIVE_SEEN", "true");
    environment.put("PYTHONHASHSEED", "0");
    environment.put("SOURCE_DATE_EPOCH", Long.toString(date));
    return environment;
  }
}
