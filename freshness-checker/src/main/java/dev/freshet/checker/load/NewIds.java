package dev.freshet.checker.load;

import java.util.concurrent.atomic.AtomicLong;

/** Ids that no row has had, far above what the tables' own sequences give. */
public final class NewIds {

  private final AtomicLong last = new AtomicLong(1_000_000_000);

  /** Another one. */
  public long next() {
    return last.incrementAndGet();
  }
}
