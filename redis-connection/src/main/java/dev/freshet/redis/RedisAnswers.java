package dev.freshet.redis;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Waits for what Redis answers, and tells its failures. */
public final class RedisAnswers {

  /** How Redis 6.2 tells what a command in a script was answered. */
  private static final Pattern SCRIPT_ERROR =
      Pattern.compile("ERR Error running script .*: -?(?<answer>[A-Z]{2,} .*)");

  /** How it says, of a command or of one in a script, that this client may not, or nobody can. */
  private static final Pattern REFUSAL =
      Pattern.compile(
          "(NOPERM|NOAUTH|WRONGPASS|ERR unknown command)\\b.*"
              + "|.*(ACL failure in script|The user executing the script can't).*",
          Pattern.DOTALL);

  private RedisAnswers() {}

  /**
   * Waits for the answer to a command, which ends within the connection's command timeout.
   *
   * @throws RedisException if the command has failed
   */
  public static <T> T await(Future<T> answer) throws InterruptedException {
    return await(answer, Duration.ofNanos(Long.MAX_VALUE));
  }

  static <T> T await(Future<T> answer, Duration limit) throws InterruptedException {
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw cause instanceof RedisException known
          ? known
          : new RedisException(cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new RedisCommandTimeoutException(e);
    }
  }

  /** Whether a failure's {@linkplain #message message} says that trying again is of no use. */
  public static boolean isRefusal(String message) {
    return REFUSAL.matcher(message).matches();
  }

  /** What a failure says: a refusal as the server words it, also where a script was refused. */
  public static String message(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    Matcher script = SCRIPT_ERROR.matcher(message);
    return script.matches() ? script.group("answer") : message;
  }
}
