package dev.freshet.invalidator.capture;

import dev.freshet.keys.Watermark;
import java.time.Instant;
import java.util.Optional;
import org.postgresql.replication.LogSequenceNumber;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How far one run has come, on which server. Used by one thread at a time. */
final class Progress {

  private final String slot;
  private final String instance;
  private final Server server;
  private Optional<Instant> lastCommit = Optional.empty();
  private Optional<Instant> completeUntil = Optional.empty();

  private Progress(String slot, String instance, Server server) {
    this.slot = slot;
    this.instance = instance;
    this.server = server;
  }

  /**
   * The progress of a run that begins.
   *
   * @param instance this invalidator's name
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked
   */
  static Progress on(JdbcClient database, String slot, String instance) {
    return new Progress(
        slot,
        instance,
        database
            .sql(
                """
                select system_identifier::text as system_identifier,
                       ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int::text
                         as timeline
                from pg_control_system()
                """)
            .query(Server.class)
            .single());
  }

  void committed(Instant commit) {
    lastCommit = Optional.of(commit);
  }

  /** Everything that was committed by then is applied. */
  void complete(Instant until) {
    completeUntil = Optional.of(until);
  }

  /** The watermark when everything up to there is applied. */
  Watermark at(long lsn) {
    return new Watermark(
        LogSequenceNumber.valueOf(lsn).asString(),
        lastCommit,
        slot,
        server.systemIdentifier(),
        server.timeline(),
        instance,
        completeUntil,
        Optional.empty());
  }

  private record Server(String systemIdentifier, String timeline) {}
}
