package org.repo2oci.pypi.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.image.Platform;
import org.repo2oci.pypi.resolve.PythonTarget;

class MarkerTest {
  private static final MarkerEnvironment ENVIRONMENT =
      MarkerEnvironment.of(new PythonTarget(3, 13, Platform.LINUX_AMD64, 41))
          .withGroups(Set.of("dev"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "                                                         | true",
        "python_version >= '3.9'                                  | true",
        "python_version < '3.9'                                   | false",
        "python_version == '3.13'                                 | true",
        "python_version == '3.*'                                  | true",
        "python_version ~= '3.8'                                  | true",
        "python_full_version < '3.11.3'                           | false",
        "python_full_version >= '3.13'                            | true",
        "'3.9' < python_version                                   | true",
        "python_version in '3.12 3.13'                            | true",
        "python_version not in '2.7'                              | true",
        "sys_platform == 'win32'                                  | false",
        "sys_platform == \"linux\" and os_name == \"posix\"       | true",
        "sys_platform == 'win32' or platform_system == 'Linux'    | true",
        "(sys_platform == 'win32' or os_name == 'nt') and python_version > '3' | false",
        "platform_machine == 'x86_64' and platform_python_implementation != 'PyPy' | true",
        "platform_machine == 'aarch64'                            | false",
        "implementation_name == 'cpython'                         | true",
        "extra == 'test'                                          | false",
        "'dev' in dependency_groups                               | true",
        "'docs' in dependency_groups                              | false",
        "'x' in extras                                            | false",
        "os.name == 'posix'                                       | true",
      })
  void asksForTheTarget(String marker, boolean holds) {
    assertThat(Marker.holds(marker == null ? "" : marker, ENVIRONMENT)).isEqualTo(holds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "python",
        "python_version",
        "python_version >=",
        "mood == 'good'",
        "(os_name == 'posix'",
        "os_name == 'posix' os_name == 'nt'",
        "os_name = 'posix'",
        "os_name == posix; x"
      })
  void refusesWhatIsNone(String marker) {
    assertThatThrownBy(() -> Marker.holds(marker, ENVIRONMENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no marker");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        ">=1,<2; 1.5; true",
        ">=1,<2; 2.0; false",
        "==1.4.*; 1.4.7; true",
        "==1.4.*; 1.40; false",
        "==1.0; 1.0.0; true",
        "==1.0; 1.0+cpu; true",
        "==1.0+cpu; 1.0; false",
        "!=1.5; 1.5; false",
        "~=1.4.2; 1.4.9; true",
        "~=1.4.2; 1.5; false",
        ">1.0; 1.0.post1; true",
        "<1.0; 1.0rc1; true",
        ">=2.0.0rc1; 2.0; true",
        ">=1.0; 1.0.dev1; false",
        "^1.2; 1.9; true",
        "^1.2; 2.0; false",
        "^0.3; 0.3.9; true",
        "^0.3; 0.4; false",
        "^0.0.3; 0.0.4; false",
        "~1.2; 1.2.9; true",
        "~1.2; 1.3; false",
        "1.2; 1.2; true",
        "*; 7; true",
        "^1.0 || ^2.0; 2.5; true",
        "(>=2.3.0,<3.0.0); 2.4; true",
        "1!1.0; 1.0; false",
        ">=what; 1.0; true",
      })
  void comparesVersions(String range, String version, boolean allowed) {
    assertThat(VersionRange.allows(range, version)).isEqualTo(allowed);
  }
}
