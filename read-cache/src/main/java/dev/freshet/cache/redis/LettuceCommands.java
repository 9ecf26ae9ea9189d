package dev.freshet.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.cache.CacheUnavailableException;
import dev.freshet.redis.RedisAnswers;
import dev.freshet.redis.RedisConnection;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sends commands to Redis; its failures become {@link CacheUnavailableException}. */
public final class LettuceCommands {

  /**
   * How a server begins its refusal that has no memory left, or cannot save what it has. It goes on
   * to read. One that is no master, or lacks replicas, does so too, but what it has may be old: it
   * may be deleted on another.
   */
  private static final Pattern STORES_NOTHING = Pattern.compile("(OOM|MISCONF) .*");

  /**
   * How it begins its answer for keys of another type, or that are on different nodes for now, as a
   * Cluster moves their slot.
   */
  private static final Pattern OF_KEY = Pattern.compile("(WRONGTYPE|TRYAGAIN) .*");

  private final RedisConnection connection;

  public LettuceCommands(RedisConnection connection) {
    this.connection = connection;
  }

  /** See {@link RedisConnection#losses()}. */
  long losses() {
    return connection.losses();
  }

  /** Does not wait for the answer, whatever it is. */
  void send(Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<?>> command) {
    try {
      CompletionStage<?> unused = command.apply(connection.commands());
    } catch (RedisException e) {
      // As good as an answer that says so.
    }
  }

  /** Sends a command; what it is answered is asked for later. */
  <T> Answer<T> submit(
      Function<RedisClusterAsyncCommands<byte[], byte[]>, ? extends Future<T>> command) {
    try {
      Future<T> sent = command.apply(connection.commands());
      return () -> await(sent);
    } catch (RedisException e) {
      throw unavailable(e);
    }
  }

  private static <T> @Nullable T await(Future<T> sent) {
    try {
      return RedisAnswers.await(sent);
    } catch (RedisException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
  }

  /** What will come of a command that is on its way. */
  @FunctionalInterface
  interface Answer<T> {

    /**
     * Waits for it.
     *
     * @throws CacheUnavailableException if the command failed
     */
    @Nullable T await();
  }

  <T> @Nullable T await(
      Function<RedisClusterAsyncCommands<byte[], byte[]>, ? extends Future<T>> command) {
    try {
      return connection.ask(command);
    } catch (RedisException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
  }

  private static CacheUnavailableException unavailable(Throwable cause) {
    String message = RedisAnswers.message(cause);
    if (cause instanceof RedisCommandExecutionException) {
      if (OF_KEY.matcher(message).matches()) {
        return CacheUnavailableException.key(message, cause);
      }
      if (STORES_NOTHING.matcher(message).matches()) {
        return CacheUnavailableException.store(message, cause);
      }
      if (RedisAnswers.isRefusal(message)) {
        return CacheUnavailableException.refused(message, cause);
      }
    }
    return CacheUnavailableException.server(
        cause instanceof RedisCommandTimeoutException ? "no answer in time" : message, cause);
  }

  static byte[] millis(Duration duration) {
    return bytes(Long.toString(duration.toMillis()));
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
