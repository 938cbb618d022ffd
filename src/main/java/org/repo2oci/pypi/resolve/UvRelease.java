package org.repo2oci.pypi.resolve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.image.Platform;

/** The release of uv that resolves, pinned by the digest of its wheels. */
public record UvRelease(String version, Map<Platform, Wheel> wheels) {
  public UvRelease {
    wheels = Map.copyOf(wheels);
  }

  /**
   * A wheel of uv.
   *
   * @param size bytes
   */
  public record Wheel(String filename, long size, Digest sha256) {}

  /** Reads the key {@code uv} of a {@code buildpack.yml}. */
  public static UvRelease read(Path buildpack) throws IOException {
    JsonNode uv = new YAMLMapper().readTree(buildpack.toFile()).path("uv");
    Map<Platform, Wheel> wheels = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> wheel : uv.path("wheels").properties()) {
      wheels.put(
          Platform.parse(wheel.getKey()),
          new Wheel(
              wheel.getValue().path("filename").asText(),
              wheel.getValue().path("size").asLong(),
              new Digest(wheel.getValue().path("sha256").asText())));
    }
    if (wheels.isEmpty()) {
      throw BuildFailure.environment(
              "Cannot read `%s`: it names no wheel of uv".formatted(buildpack))
          .withHint("Take the folder `buildpacks` that came with this release");
    }
    return new UvRelease(uv.path("version").asText(), wheels);
  }

  Wheel wheel(Platform platform) {
    Wheel wheel = wheels.get(platform);
    if (wheel == null) {
      throw BuildFailure.environment("Cannot resolve Python packages on `%s`".formatted(platform))
          .withHint("uv is pinned for %s; build on one of these".formatted(wheels.keySet()));
    }
    return wheel;
  }
}
