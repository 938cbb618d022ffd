package org.repo2oci.engine;

import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.AuthConfigurations;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.core.SSLConfig;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What docker-java asks for. Its own settings read the environment and the user's files by
 * themselves; nothing is pulled or pushed through the engine, so that no login is needed.
 */
record EngineSettings(URI host) implements DockerClientConfig {
  @Override
  public URI getDockerHost() {
    return host;
  }

  /** The engine's own newest version. */
  @Override
  public RemoteApiVersion getApiVersion() {
    return RemoteApiVersion.UNKNOWN_VERSION;
  }

  @Override
  public @Nullable String getRegistryUsername() {
    return null;
  }

  @Override
  public @Nullable String getRegistryPassword() {
    return null;
  }

  @Override
  public @Nullable String getRegistryEmail() {
    return null;
  }

  @Override
  public @Nullable String getRegistryUrl() {
    return null;
  }

  @Override
  public @Nullable AuthConfig effectiveAuthConfig(String imageName) {
    return null;
  }

  @Override
  public AuthConfigurations getAuthConfigurations() {
    return new AuthConfigurations();
  }

  /** It is the transport's. */
  @Override
  @SuppressWarnings("deprecation") // The interface's own type.
  public @Nullable SSLConfig getSSLConfig() {
    return null;
  }
}
