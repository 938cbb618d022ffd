package org.repo2oci.pypi.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One thing that a requirements file asks for. */
public sealed interface Requirement {
  SourceLine origin();

  /** The distribution's normal name, where the line says it. */
  Optional<String> name();

  /** Extras with their brackets, such as {@code [test]}; empty where there are none. */
  String extras();

  /** The condition after the semicolon; empty where there is none. */
  String marker();

  /** Digests and build settings that follow the requirement. */
  Options options();

  /**
   * What stands after a requirement.
   *
   * @param hashes as written, {@code algorithm:hex}; one of them must be the archive's
   * @param configSettings for the build backend (PEP 517, {@code config_settings})
   */
  record Options(List<String> hashes, Map<String, String> configSettings) {
    static final Options NONE = new Options(List.of(), Map.of());

    public Options {
      hashes = List.copyOf(hashes);
      configSettings = Map.copyOf(configSettings);
    }
  }

  /** A distribution of an index, such as {@code numpy[x]>=2; python_version > "3"}. */
  record FromIndex(
      SourceLine origin,
      String plainName,
      String extras,
      String versions,
      String marker,
      Options options)
      implements Requirement {
    @Override
    public Optional<String> name() {
      return Optional.of(PackageName.normalised(plainName));
    }
  }

  /** An archive somewhere on the network. */
  record Archive(
      SourceLine origin,
      Optional<String> name,
      String extras,
      String url,
      String marker,
      Options options)
      implements Requirement {}

  /**
   * A revision of a Git repository.
   *
   * @param url without the {@code git+} in front, the revision and the fragment
   * @param subdirectory of the project inside it; empty for the top
   */
  record Git(
      SourceLine origin,
      Optional<String> name,
      String extras,
      String url,
      Optional<String> revision,
      String subdirectory,
      boolean editable,
      String marker,
      Options options)
      implements Requirement {}

  /**
   * A project or an archive inside the repository.
   *
   * @param path relative to the repository; empty for its top
   */
  record Local(
      SourceLine origin,
      Optional<String> name,
      String extras,
      String path,
      boolean editable,
      String marker,
      Options options)
      implements Requirement {}
}
