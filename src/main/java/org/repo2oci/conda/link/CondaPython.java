package org.repo2oci.conda.link;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.filetree.TreePath;
import org.repo2oci.pypi.install.PythonMinor;

/**
 * The Python of an environment, on which the places of {@code noarch: python} files depend.
 *
 * @param version in full, such as {@code 3.13.5}
 * @param sitePackages relative to the prefix
 */
public record CondaPython(PythonMinor minor, String version, String sitePackages) {
  private static final Pattern MINOR = Pattern.compile("(\\d{1,2}\\.\\d{1,3})(\\D.*)?");

  public CondaPython {
    TreePath.check(sitePackages);
  }

  /**
   * What the locked {@code python} says of itself; its folder is a rule where it does not (CEP 17).
   */
  public static CondaPython of(LockedConda python) {
    String version = python.record().version();
    Matcher matcher = MINOR.matcher(version);
    if (!matcher.matches()) {
      throw BadPackage.refused(python, "its version is not like 3.13.5");
    }
    PythonMinor minor = PythonMinor.parse(matcher.group(1));
    String folder = python.record().sitePackages().orElse("lib/python" + minor + "/site-packages");
    try {
      return new CondaPython(minor, version, folder);
    } catch (IllegalArgumentException e) {
      throw BadPackage.refused(
              python, "its folder of modules `%s` is not in the prefix".formatted(folder))
          .withCause(e);
    }
  }
}
