package dev.freshet.local.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.embedded.core.ExecutableProvider;

/**
 * The program that runs as an embedded server. The system property {@code redis.executable} names
 * one that is installed, of Redis or of Valkey; without it, it is the one that a Maven artifact
 * carries.
 */
public final class RedisExecutable {

  public static final String PROPERTY = "redis.executable";

  private RedisExecutable() {}

  /**
   * @param folder to unpack the artifact's into
   * @throws IllegalArgumentException if the property names no program
   */
  static Path chosen(Path folder) {
    String installed = System.getProperty(PROPERTY, "");
    if (installed.isEmpty()) {
      return unpacked(folder);
    }
    Path executable = Path.of(installed).toAbsolutePath();
    if (Files.isDirectory(executable) || !Files.isExecutable(executable)) {
      throw new IllegalArgumentException(
          PROPERTY + " is '" + installed + "'; it must name a redis-server that can be executed");
    }
    return executable;
  }

  private static Path unpacked(Path folder) {
    try {
      return ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toPath();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack the Redis server", e);
    }
  }
}
