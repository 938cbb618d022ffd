package org.repo2oci.build;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.repo2oci.failure.BuildFailure;

/**
 * What a {@code system-image.yml} says.
 *
 * @param packages of Debian, beside the essential ones; where there are none, those of the base
 *     that every other image has
 * @param files folders beside the file that are laid over the root, one layer for each, the one
 *     that changes least first
 * @param environment variables of the image
 * @param entrypoint what runs, before the command
 * @param command what the entrypoint gets
 * @param user name or number; root where it is empty
 * @param workingDirectory absolute
 * @param userNamespaces whether root and the account may make namespaces with many user ids
 */
record SystemFile(
    List<String> packages,
    List<String> files,
    Map<String, String> environment,
    List<String> entrypoint,
    List<String> command,
    String user,
    String workingDirectory,
    boolean userNamespaces) {
  static final int MOST_FOLDERS = 3;

  private static final YAMLMapper YAML =
      YAMLMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE).build();

  SystemFile(
      @Nullable List<String> packages,
      @Nullable List<String> files,
      @Nullable Map<String, String> environment,
      @Nullable List<String> entrypoint,
      @Nullable List<String> command,
      @Nullable String user,
      @Nullable String workingDirectory,
      boolean userNamespaces) {
    this.packages = packages == null ? List.of() : List.copyOf(packages);
    this.files = files == null ? List.of() : List.copyOf(files);
    this.environment = environment == null ? Map.of() : Map.copyOf(environment);
    this.entrypoint = entrypoint == null ? List.of() : List.copyOf(entrypoint);
    this.command = command == null ? List.of() : List.copyOf(command);
    this.user = Objects.requireNonNullElse(user, "");
    this.workingDirectory = Objects.requireNonNullElse(workingDirectory, "/");
    this.userNamespaces = userNamespaces;
    if (this.files.size() > MOST_FOLDERS) {
      throw new IllegalArgumentException(
          "`files` has more than %d folders".formatted(MOST_FOLDERS));
    }
  }

  /**
   * Reads it.
   *
   * @param name for people
   */
  static SystemFile parse(String name, byte[] text) {
    try {
      return YAML.reader()
          .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .readValue(text, SystemFile.class);
    } catch (JacksonException e) {
      String line = e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
      throw BuildFailure.input(
              "Cannot read `%s`%s: %s".formatted(name, line, e.getOriginalMessage()))
          .withHint("`docs/system-image.md` shows what may stand in it")
          .withCause(e);
    } catch (IOException e) {
      throw BuildFailure.input("Cannot read `%s`: %s".formatted(name, e.getMessage()))
          .withHint("`docs/system-image.md` shows what may stand in it")
          .withCause(e);
    }
  }
}
