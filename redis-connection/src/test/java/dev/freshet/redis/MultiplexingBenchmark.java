package dev.freshet.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.local.redis.LocalRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One multiplexed connection against a pool of 50, in one run, alternating. Run by hand; prints
 * GETs of 1 KiB per second and their ratio, by number of threads:
 *
 * <pre>
 * mvn -q -pl redis-connection -am test-compile exec:java \
 *     -Dexec.mainClass=dev.freshet.redis.MultiplexingBenchmark
 * </pre>
 */
final class MultiplexingBenchmark {

  private static final int POOL = 50;
  private static final int ROUNDS = 7;
  private static final long ROUND_NANOS = 1_500_000_000L;
  private static final byte[] KEY = "product:42".getBytes(UTF_8);

  private MultiplexingBenchmark() {}

  public static void main(String[] args) throws Exception {
    try (LocalRedis redis = LocalRedis.start()) {
      RedisClient client = RedisClient.create(redis.uri());
      StatefulRedisConnection<byte[], byte[]> shared = client.connect(ByteArrayCodec.INSTANCE);
      shared.sync().set(KEY, new byte[1024]);
      BlockingQueue<StatefulRedisConnection<byte[], byte[]>> pool = new ArrayBlockingQueue<>(POOL);
      for (int i = 0; i < POOL; i++) {
        pool.add(client.connect(ByteArrayCodec.INSTANCE));
      }
      Read one = () -> shared.sync().get(KEY);
      Read pooled =
          () -> {
            StatefulRedisConnection<byte[], byte[]> connection = pool.take();
            try {
              connection.sync().get(KEY);
            } finally {
              pool.add(connection);
            }
          };
      System.out.println("threads  multiplexed/s    pooled/s  ratio: median (min-max)");
      for (int threads : new int[] {1, 8, 32, 200}) {
        compare(threads, one, pooled);
      }
      client.shutdown();
    }
  }

  private static void compare(int threads, Read one, Read pooled) throws Exception {
    perSecond(threads, one);
    perSecond(threads, pooled);
    double[] ones = new double[ROUNDS];
    double[] pools = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      ones[round] = perSecond(threads, one);
      pools[round] = perSecond(threads, pooled);
      ratios[round] = ones[round] / pools[round];
    }
    Arrays.sort(ratios);
    System.out.printf(
        "%7d  %13.0f  %10.0f  %.2f (%.2f-%.2f)%n",
        threads, median(ones), median(pools), median(ratios), ratios[0], ratios[ROUNDS - 1]);
  }

  private static double perSecond(int threads, Read read) throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    long start = System.nanoTime();
    List<Future<Long>> counts = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      counts.add(
          executor.submit(
              () -> {
                long count = 0;
                while (!stop.get()) {
                  read.run();
                  count++;
                }
                return count;
              }));
    }
    TimeUnit.NANOSECONDS.sleep(ROUND_NANOS);
    stop.set(true);
    long sum = 0;
    for (Future<Long> count : counts) {
      sum += count.get();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    executor.shutdown();
    return sum / seconds;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private interface Read {
    void run() throws InterruptedException;
  }
}
