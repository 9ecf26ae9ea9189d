package dev.freshet.invalidator.capture;

import dev.freshet.invalidator.capture.engine.ChangeReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.connect.source.SourceRecord;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Marks that a run writes into the write-ahead log and meets there again. Each holds a time that
 * the clock of Redis has shown before it was written: whatever was committed by that time stands
 * before the mark in the log. So when a mark is met, and all before it is applied, the cache is
 * complete until that time, however far behind the run is, and whoever was held up on the way. Used
 * by one thread at a time.
 *
 * <p>A run trusts its own marks only: the log may have those of an invalidator of another Redis,
 * with another clock.
 */
final class LogMarks {

  private static final String PREFIX = "freshet-mark";
  private static final String NUDGE = "freshet-nudge";

  private final JdbcClient database;
  private final long intervalNanos;
  private final String run = UUID.randomUUID() + ":";
  private long written;

  /** Before the last nudge in the log: a record says where it begins. */
  private long nudged;

  /**
   * The marks of a run that begins.
   *
   * @param heartbeat how often there is an occasion to write one, at least
   */
  LogMarks(JdbcClient database, Duration heartbeat) {
    this.database = database;
    // Half of it, or an occasion that comes a little early would be missed.
    this.intervalNanos = heartbeat.toNanos() / 2;
    this.written = System.nanoTime() - intervalNanos;
  }

  /**
   * Writes a mark, if the last one is not too young.
   *
   * @param time which it has been by the clock of Redis, in ms since 1970
   * @throws org.springframework.dao.DataAccessException if PostgreSQL does not take it
   */
  void write(long time) {
    if (System.nanoTime() - written < intervalNanos) {
      return;
    }
    written = System.nanoTime();
    database
        .sql("select pg_logical_emit_message(false, ?, ?)::text")
        .param(PREFIX)
        .param(run + time)
        .query(String.class)
        .single();
  }

  /**
   * Writes something into the log, unless what was written last is still to come: whoever waits for
   * all that was committed by now knows that it has come when this comes. It is committed, so that
   * it is flushed at once; not for a standby, which nobody here waits for.
   *
   * @param met up to where in the log everything has come
   * @throws org.springframework.dao.DataAccessException if PostgreSQL does not take it
   */
  void nudge(long met) {
    if (met < nudged) {
      return;
    }
    nudged =
        database
            .sql(
                """
                select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint as start,
                       pg_logical_emit_message(true, ?, '')::text
                from set_config('synchronous_commit', 'local', true)
                """)
            .param(NUDGE)
            .query((row, number) -> row.getLong("start"))
            .single();
  }

  /** Until when the cache is complete once the batch is applied; empty if it has no mark. */
  Optional<Instant> lastOf(List<SourceRecord> batch) {
    for (int i = batch.size() - 1; i >= 0; i--) {
      Optional<Instant> time = read(batch.get(i));
      if (time.isPresent()) {
        return time;
      }
    }
    return Optional.empty();
  }

  private Optional<Instant> read(SourceRecord record) {
    return ChangeReader.readMessage(record, PREFIX)
        .filter(text -> text.startsWith(run))
        .map(text -> Instant.ofEpochMilli(Long.parseLong(text.substring(run.length()))));
  }
}
