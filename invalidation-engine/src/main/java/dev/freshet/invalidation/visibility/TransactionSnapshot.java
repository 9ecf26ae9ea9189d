package dev.freshet.invalidation.visibility;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * PostgreSQL's {@code pg_snapshot}: which transactions a query that starts now sees.
 *
 * <p>Change events carry the low 32 bits of a transaction id, snapshots all 64. PostgreSQL keeps
 * the ids that are in use within 2^31 of the next one, so of all ids with these low bits the
 * nearest to {@code xmax} is meant.
 *
 * @param xmin every id below is over: visible if it committed
 * @param xmax no id from here on is over: none is visible
 * @param running the ids between that are not over
 */
public record TransactionSnapshot(long xmin, long xmax, Set<Long> running) {

  public TransactionSnapshot {
    running = Set.copyOf(running);
  }

  /**
   * From its text, {@code xmin:xmax:id,id,...}.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static TransactionSnapshot of(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a snapshot: " + text);
    }
    return new TransactionSnapshot(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Stream.of(parts[2].split(","))
            .filter(id -> !id.isEmpty())
            .map(Long::valueOf)
            .collect(Collectors.toSet()));
  }

  /** Whether queries see the committed transaction with these 32 low bits. */
  public boolean sees(long xid) {
    long whole = xmax + (int) (xid - xmax);
    return whole < xmin || (whole < xmax && !running.contains(whole));
  }
}
