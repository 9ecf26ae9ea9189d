package dev.freshet.cache.warming;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What this instance's clients read most, of late. Which keys are counted Caffeine decides, whose
 * admission keeps what is read often and lets what is read once pass by. Thread-safe.
 */
public final class PopularReads {

  private final int limit;
  private final Cache<PopularRead, AtomicInteger> counted;

  /**
   * @param limit how many reads to know
   */
  public PopularReads(int limit) {
    this.limit = limit;
    this.counted = Caffeine.newBuilder().maximumSize(limit).executor(Runnable::run).build();
  }

  /** Takes note that it was made. */
  public void count(PopularRead read) {
    counted.get(read, first -> new AtomicInteger()).incrementAndGet();
  }

  /** Halves the counts, so that what was read long ago weighs less. */
  void age() {
    counted.asMap().values().forEach(count -> count.updateAndGet(times -> times / 2));
  }

  /** Which part of the reads that it can know it knows, 0 to 1. */
  double knowledge() {
    return Math.min(1, (double) counted.estimatedSize() / limit);
  }

  /** The most read first. */
  List<PopularRead> mostRead() {
    // The counts go on while they are sorted.
    return counted.asMap().entrySet().stream()
        .map(entry -> new Ranked(entry.getKey(), entry.getValue().get()))
        .sorted(Comparator.comparingInt(Ranked::count).reversed())
        .map(Ranked::read)
        .toList();
  }

  private record Ranked(PopularRead read, int count) {}
}
