package dev.freshet.benchmarks.values;

import dev.freshet.benchmarks.harness.Contestant;
import dev.freshet.benchmarks.report.Measure;
import java.time.Duration;
import java.util.Map;
import java.util.function.IntSupplier;

/** One format of one value: its bytes, and how long both ways take on one thread. */
final class FormatContestant<V> implements Contestant {

  static final Measure BYTES = new Measure("size", "bytes");
  static final Measure ENCODE = new Measure("encode", "µs");
  static final Measure DECODE = new Measure("decode", "µs");

  /** Between two looks at the clock. */
  private static final int BATCH = 50;

  private final Format<V> format;
  private final V value;
  private final Duration each;

  /** What was done is used, so that the compiler cannot leave it out. */
  private long sink;

  /**
   * @param each how long to measure each way
   */
  FormatContestant(Format<V> format, V value, Duration each) {
    this.format = format;
    this.value = value;
    this.each = each;
  }

  @Override
  public String name() {
    return format.name();
  }

  /** Until the compiler has done what it does. */
  void warmUp() {
    Map<Measure, Double> unused = measure();
  }

  @Override
  public Map<Measure, Double> measure() {
    byte[] bytes = format.encode().apply(value);
    if (!format.decode().apply(bytes).equals(value)) {
      throw new IllegalStateException("what is decoded is not what was encoded");
    }
    return Map.of(
        BYTES,
        (double) bytes.length,
        ENCODE,
        micros(() -> format.encode().apply(value).length),
        DECODE,
        micros(() -> System.identityHashCode(format.decode().apply(bytes).getClass())));
  }

  private double micros(IntSupplier work) {
    long start = System.nanoTime();
    long done = 0;
    long elapsed;
    do {
      for (int i = 0; i < BATCH; i++) {
        sink += work.getAsInt();
      }
      done += BATCH;
      elapsed = System.nanoTime() - start;
    } while (elapsed < each.toNanos());
    return elapsed / 1e3 / done + (sink == Long.MIN_VALUE ? 1 : 0);
  }
}
