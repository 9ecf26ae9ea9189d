package dev.freshet.checker.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Namespace;
import dev.freshet.redis.RedisConnection;
import io.lettuce.core.KeyValue;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Looks in each Redis server for fences that are passed, on a thread for each, and notes when it
 * first saw one: not before it was passed. One that is lost before it is seen is never noted.
 */
public final class FenceWatch implements AutoCloseable {

  private static final long PAUSE_MILLIS = 2;
  private static final long OUTAGE_PAUSE_MILLIS = 50;

  /** Of more than that the oldest are given up: a later fence says as much. */
  private static final int AT_ONCE = 500;

  private final Namespace namespace;
  private final Set<String> awaited = new LinkedHashSet<>();
  private final Map<String, Long> passed = new ConcurrentHashMap<>();
  private final List<Thread> threads;

  private FenceWatch(Namespace namespace, List<RedisConnection> servers) {
    this.namespace = namespace;
    this.threads =
        servers.stream().map(server -> new Thread(() -> run(server), "fence-watch")).toList();
  }

  /**
   * @param servers each directly, as a fence that one of them has can be seen by somebody
   */
  public static FenceWatch start(Namespace namespace, List<RedisConnection> servers) {
    FenceWatch watch = new FenceWatch(namespace, servers);
    watch.threads.forEach(
        thread -> {
          thread.setDaemon(true);
          thread.start();
        });
    return watch;
  }

  /** Looks for the token's fence from now on. */
  void expect(String token) {
    synchronized (awaited) {
      awaited.add(token);
      if (awaited.size() > AT_ONCE) {
        awaited.remove(awaited.iterator().next());
      }
    }
  }

  public boolean isPassed(String token) {
    return passed.containsKey(token);
  }

  /** Waits until it is; returns whether it was in time. */
  public boolean isPassedWithin(String token, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!isPassed(token)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return true;
  }

  /** When each fence was seen, by token. */
  public Map<String, Long> passed() {
    return Map.copyOf(passed);
  }

  private void run(RedisConnection server) {
    try {
      while (true) {
        Thread.sleep(look(server) ? PAUSE_MILLIS : OUTAGE_PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** False if Redis does not answer. */
  private boolean look(RedisConnection server) throws InterruptedException {
    List<String> tokens = awaited();
    if (tokens.isEmpty()) {
      return true;
    }
    byte[][] keys =
        tokens.stream()
            .map(token -> namespace.fence(new FenceToken(token)).getBytes(UTF_8))
            .toArray(byte[][]::new);
    try {
      note(tokens, server.ask(commands -> commands.mget(keys)));
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private List<String> awaited() {
    synchronized (awaited) {
      return List.copyOf(awaited);
    }
  }

  private void note(List<String> tokens, List<KeyValue<byte[], byte[]>> found) {
    long now = System.nanoTime();
    List<String> seen =
        IntStream.range(0, tokens.size())
            .filter(i -> found.get(i).hasValue())
            .mapToObj(tokens::get)
            .toList();
    seen.forEach(token -> passed.putIfAbsent(token, now));
    synchronized (awaited) {
      seen.forEach(awaited::remove);
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
