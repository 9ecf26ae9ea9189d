package dev.freshet.invalidator.capture.failure;

import dev.freshet.invalidation.cache.CacheException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a failure means. */
public final class Failures {

  private Failures() {}

  /** What to do about a failure that trying again does not mend; empty for all others. */
  public static Optional<String> remedy(Throwable failure) {
    return causes(failure).flatMap(cause -> remedyOf(cause).stream()).findFirst();
  }

  /** The failure in one line: what Redis is to blame for, or the message of its root. */
  public static String line(Throwable failure) {
    Throwable root =
        causes(failure)
            .filter(CacheException.class::isInstance)
            .findFirst()
            .orElseGet(() -> causes(failure).reduce(failure, (outer, inner) -> inner));
    String message = root.getMessage() == null ? root.toString() : root.getMessage();
    String line = message.lines().findFirst().orElse(root.toString());
    return isTlsOfPostgres(failure)
        ? "PostgreSQL: TLS failed: "
            + line
            + ". Correct sslmode and sslrootcert in spring.datasource.url"
        : line;
  }

  private static boolean isTlsOfPostgres(Throwable failure) {
    return causes(failure).anyMatch(SQLException.class::isInstance)
        && causes(failure).anyMatch(SSLException.class::isInstance);
  }

  /**
   * Whether a server could not be talked to, or ended what it was doing. What it answers to the
   * change that it decodes is none: it will answer the same again.
   */
  public static boolean isOutage(Throwable failure) {
    return causes(failure)
        .anyMatch(
            cause ->
                cause instanceof SQLException sql && isOutage(sql.getSQLState())
                    || cause instanceof IOException
                    || cause instanceof InterruptedException);
  }

  /**
   * By SQLSTATE: connections, an operator's intervention, rolled back for others' sake, too many
   * connections, the slot in use.
   */
  private static boolean isOutage(@Nullable String sqlState) {
    return sqlState == null
        || Stream.of("08", "57", "40", "53300", "55006").anyMatch(sqlState::startsWith);
  }

  private static Optional<String> remedyOf(Throwable cause) {
    if (cause instanceof UnmendableException) {
      return Optional.of(line(cause));
    }
    if (cause instanceof CacheException refusal && refusal.isRefused()) {
      return Optional.of(
          refusal.getMessage()
              + ". Correct freshet.redis.username and password, or the user's rights");
    }
    if (cause instanceof SQLException sql && sql.getSQLState() != null) {
      return switch (sql.getSQLState()) {
        case "28P01", "28000" ->
            Optional.of(
                "PostgreSQL: "
                    + line(sql)
                    + ". Correct spring.datasource.username and password, or pg_hba.conf");
        case "3D000" -> Optional.of("PostgreSQL: " + line(sql) + ". Correct spring.datasource.url");
        case "42501" ->
            Optional.of("PostgreSQL: " + line(sql) + ". Grant the rights in docs/sql/role.sql");
        default -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  /** Whether the stream cannot be read on from where it is. */
  public static boolean isUnreadable(Throwable failure) {
    return causes(failure).anyMatch(UnreadableException.class::isInstance);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
  }
}
