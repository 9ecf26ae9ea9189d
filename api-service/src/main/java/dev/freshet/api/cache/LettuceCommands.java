package dev.freshet.api.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.redis.RedisConnection;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sends commands to Redis; its failures become {@link CacheUnavailableException}. */
final class LettuceCommands {

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

  /** How Redis 6.2 tells what a command in a script was answered. */
  private static final Pattern SCRIPT_ERROR =
      Pattern.compile("ERR Error running script .*: -?(?<answer>[A-Z]{2,} .*)");

  /** Lettuce fails a command after its timeout by itself; this is the net under it. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final RedisConnection connection;
  private final long limitMillis;

  /**
   * @param commandTimeout as the connection has it
   */
  LettuceCommands(RedisConnection connection, Duration commandTimeout) {
    this.connection = connection;
    this.limitMillis = commandTimeout.plus(GRACE).toMillis();
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

  <T> @Nullable T await(
      Function<RedisClusterAsyncCommands<byte[], byte[]>, ? extends CompletionStage<T>> command) {
    try {
      return command
          .apply(connection.commands())
          .toCompletableFuture()
          .get(limitMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw unavailable(e.getCause() == null ? e : e.getCause());
    } catch (RedisException | TimeoutException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
  }

  private static CacheUnavailableException unavailable(Throwable cause) {
    String message = answer(String.valueOf(cause.getMessage()));
    if (cause instanceof RedisCommandExecutionException) {
      if (OF_KEY.matcher(message).matches()) {
        return CacheUnavailableException.key(message, cause);
      }
      if (STORES_NOTHING.matcher(message).matches()) {
        return CacheUnavailableException.store(message, cause);
      }
    }
    return CacheUnavailableException.server(
        cause instanceof RedisCommandTimeoutException ? "no answer in time" : message, cause);
  }

  private static String answer(String message) {
    Matcher script = SCRIPT_ERROR.matcher(message);
    return script.matches() ? script.group("answer") : message;
  }

  static byte[] millis(Duration duration) {
    return bytes(Long.toString(duration.toMillis()));
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
