package dev.freshet.invalidator.capture.postgres;

import dev.freshet.invalidator.capture.failure.UnmendableException;
import dev.freshet.rules.Rules;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether the database is set up so that no change can be missed. */
public final class ServerCheck {

  private static final Logger log = LoggerFactory.getLogger(ServerCheck.class);

  private static final int OLDEST_VERSION = 140_000;

  private final JdbcClient database;
  private final String publication;
  private final Origins origins;
  private final Rules rules;
  private List<String> warnings = List.of();

  /** What was found last, which does not change while the tables stay as they are. */
  private Optional<Ready> ready = Optional.empty();

  private List<String> unpublished = List.of();

  /**
   * @param rules that are to fit the tables
   */
  public ServerCheck(JdbcClient database, String publication, Origins origins, Rules rules) {
    this.database = database;
    this.publication = publication;
    this.origins = origins;
    this.rules = rules;
  }

  /**
   * Returns what the changes will come from, and the rules for them, if they can be captured.
   *
   * @throws UnmendableException if the server or the role must be set up otherwise
   * @throws NotReadyException if it may come, such as the publication by a migration
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked
   */
  public Ready check() throws NotReadyException {
    Server server =
        database
            .sql(
                """
                select current_setting('server_version_num')::int as version,
                       current_setting('wal_level') as wal_level,
                       pg_is_in_recovery() as standby,
                       current_user as role,
                       exists (select from pg_roles r
                               where r.rolname = current_user and (r.rolreplication or r.rolsuper)
                                  or r.rolname = 'rds_replication'
                                     and pg_has_role(r.oid, 'member')) as replication
                """)
            .query(Server.class)
            .single();
    check(server);
    checkPublication();
    Origin origin = origins.now();
    checkTables(origin.relations());
    checkTypes();
    warnOfRefusedWrites(origin.unpublished());
    if (ready.filter(last -> last.origin().equals(origin)).isEmpty()) {
      ready = Optional.of(new Ready(origin, check(origin)));
    }
    return ready.get();
  }

  private Rules check(Origin origin) throws NotReadyException {
    SchemaCheck.Checked checked = SchemaCheck.check(database, rules, origin);
    if (!checked.errors().isEmpty()) {
      throw new NotReadyException(String.join("; ", checked.errors()));
    }
    warn(checked.warnings());
    return checked.rules();
  }

  private static void check(Server server) throws NotReadyException {
    if (server.version() < OLDEST_VERSION) {
      throw new UnmendableException("PostgreSQL is too old. Use 14 or later");
    }
    if (server.standby()) {
      throw new NotReadyException("PostgreSQL is a standby, waiting until it is the primary");
    }
    if (!server.walLevel().equals("logical")) {
      throw new UnmendableException(
          "PostgreSQL: wal_level is "
              + server.walLevel()
              + ". Run \"alter system set wal_level = logical\" and restart the server");
    }
    if (!server.replication()) {
      throw new UnmendableException(
          "PostgreSQL: role %1$s may not replicate. Run \"alter role %1$s replication\""
              .formatted(server.role()));
    }
  }

  private void checkPublication() throws NotReadyException {
    List<Boolean> whole =
        database
            .sql(
                """
                select pubinsert and pubupdate and pubdelete and pubtruncate
                from pg_publication where pubname = ?
                """)
            .param(publication)
            .query(Boolean.class)
            .list();
    if (whole.isEmpty()) {
      throw new NotReadyException(
          "there is no publication %s. Run docs/sql/publication.sql".formatted(publication));
    }
    if (!whole.get(0)) {
      throw new NotReadyException(
          "publication %1$s leaves out operations. Run \"alter publication %1$s set (publish = 'insert, update, delete, truncate')\""
              .formatted(publication));
    }
  }

  private static void checkTables(CapturedRelations relations) throws NotReadyException {
    if (!relations.missing().isEmpty()) {
      throw new NotReadyException(
          "changes of what the API reads would be missed: %s. For tables that are not published run docs/sql/publication.sql"
              .formatted(String.join(", ", relations.missing())));
    }
  }

  /** Debezium reads all types when it starts, and fails by a null pointer. */
  private void checkTypes() throws NotReadyException {
    List<String> domains =
        database
            .sql(
                """
                with recursive domains as (
                  select d.oid, d.typname, d.typnamespace, d.typbasetype
                  from pg_type d where d.typtype = 'd'
                ), enumerated as (
                  select d.oid from domains d join pg_type b on b.oid = d.typbasetype
                  where b.typtype = 'e'
                  union
                  select d.oid from domains d join enumerated e on e.oid = d.typbasetype
                )
                select format('%I.%I', n.nspname, d.typname)
                from domains d
                join enumerated e on e.oid = d.oid
                join pg_namespace n on n.oid = d.typnamespace
                order by 1
                """)
            .query(String.class)
            .list();
    if (!domains.isEmpty()) {
      throw new NotReadyException(
          "Debezium does not start in a database that has a domain over an enumeration: %s. Replace it by the enumeration, or by a domain over text with a check"
              .formatted(String.join(", ", domains)));
    }
  }

  private void warn(List<String> now) {
    now.stream().filter(warning -> !warnings.contains(warning)).forEach(log::warn);
    warnings = now;
  }

  /** Not a reason to stop: what can still be written is followed. */
  private void warnOfRefusedWrites(List<String> columns) {
    if (!columns.isEmpty() && !columns.equals(unpublished)) {
      log.error(
          "PostgreSQL refuses every update and delete of a table, as the publication lacks columns of its replica identity: {}. Run docs/sql/publication.sql, for virtual generated columns after docs/sql/replica-identity-index.sql",
          String.join(", ", columns));
    }
    unpublished = columns;
  }

  /**
   * What a run needs to know of the database.
   *
   * @param origin where changes come from
   * @param rules with what the database knows
   */
  public record Ready(Origin origin, Rules rules) {}

  private record Server(
      int version, String walLevel, boolean standby, String role, boolean replication) {}
}
