package dev.freshet.invalidator.capture.recording;

import dev.freshet.invalidation.ChangeLookups;
import dev.freshet.invalidation.visibility.CommitVisibility;
import dev.freshet.invalidation.visibility.Looked;
import dev.freshet.invalidator.capture.engine.ChangeReader;
import dev.freshet.invalidator.capture.engine.Engine;
import dev.freshet.invalidator.capture.engine.EngineConfig;
import dev.freshet.invalidator.capture.failure.Failures;
import dev.freshet.invalidator.capture.postgres.CapturedRelations;
import dev.freshet.invalidator.capture.postgres.ConnectedHost;
import dev.freshet.invalidator.capture.postgres.NotReadyException;
import dev.freshet.invalidator.capture.postgres.Origin;
import dev.freshet.invalidator.capture.postgres.Origins;
import dev.freshet.invalidator.capture.postgres.ReplicationSlot;
import dev.freshet.invalidator.capture.postgres.ServerCheck;
import dev.freshet.invalidator.capture.postgres.SlotState;
import dev.freshet.invalidator.capture.settings.CaptureSettings;
import dev.freshet.invalidator.invalidation.DatabaseTransactions;
import dev.freshet.invalidator.invalidation.WritingTransactions;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Streams the changes of a database from a slot of its own, which ends with this object, and with
 * this process, however it ends. Used by one thread.
 */
public final class Recorder implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(50);

  /** The server waits for every transaction that is running before it makes a slot. */
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(5);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final JdbcClient database;
  private final String slot;
  private final RecordHandler handler;
  private final Engine engine;
  private final SingleConnectionDataSource asking;
  private final Origins origins;

  /** By which the changes are read. */
  private final Origin origin;

  private final Rules rules;

  private Recorder(
      JdbcClient database,
      String slot,
      RecordHandler handler,
      Engine engine,
      SingleConnectionDataSource asking,
      Origins origins,
      ServerCheck.Ready ready) {
    this.database = database;
    this.slot = slot;
    this.handler = handler;
    this.engine = engine;
    this.asking = asking;
    this.origins = origins;
    this.origin = ready.origin();
    this.rules = ready.rules();
  }

  /**
   * Makes the slot. Every change that is committed after this has returned will be recorded.
   *
   * @param rules whose tables' changes are wanted
   * @throws RecorderException if the database cannot be reached or is not set up for it
   */
  public static Recorder start(Source source, Rules rules)
      throws RecorderException, InterruptedException {
    String slot = newSlot();
    try {
      DataSource dataSource = dataSource(source);
      JdbcClient database = JdbcClient.create(dataSource);
      EngineConfig config =
          EngineConfig.of(
              settings(slot, source), source.jdbcUrl(), source.username(), source.password());
      Origins origins =
          new Origins(database, source.publication(), source.schema(), rules.tables());
      ServerCheck.Ready ready =
          new ServerCheck(database, source.publication(), origins, rules).check();
      Origin origin = ready.origin();
      SingleConnectionDataSource asking = asking(source);
      RecordHandler handler =
          new RecordHandler(
              new ChangeReader(config.placeholder(), origin.identities(), origin.relations()),
              lookups(asking, ready.rules()),
              slot);
      Properties properties = properties(config, ConnectedHost.of(dataSource), origin.relations());
      Engine engine = Engine.start(properties, handler);
      Recorder recorder = new Recorder(database, slot, handler, engine, asking, origins, ready);
      try {
        recorder.awaitSlot(new ReplicationSlot(dataSource, database, slot));
        return recorder;
      } catch (RecorderException | InterruptedException | RuntimeException e) {
        recorder.close();
        throw e;
      }
    } catch (NotReadyException | SQLException | RuntimeException e) {
      throw new RecorderException(Failures.remedy(e).orElse(Failures.line(e)));
    }
  }

  private static ChangeLookups lookups(DataSource asking, Rules rules) {
    return new ChangeLookups(
        rules,
        new CommitVisibility(
            new DatabaseTransactions(JdbcClient.create(asking), asking, rules.tables())));
  }

  /** The rules, with what the database knows. */
  public Rules rules() {
    return rules;
  }

  /** The name of the slot. */
  public String slot() {
    return slot;
  }

  /**
   * The name of the database.
   *
   * @throws RecorderException if it cannot be asked
   */
  public String databaseName() throws RecorderException {
    try {
      return database.sql("select current_database()").query(String.class).single();
    } catch (DataAccessException e) {
      throw new RecorderException(Failures.line(e));
    }
  }

  /** Lets changes through, on a thread of the engine; they wait until then. */
  public void open(Sink sink) {
    handler.open(sink);
  }

  /**
   * Waits until the sink has enough.
   *
   * @return whether it has, after at most this time
   * @throws RecorderException if changes do not come any more; those since then are lost
   */
  public boolean awaitEnough(Duration limit) throws RecorderException, InterruptedException {
    boolean enough = handler.awaitDone(limit);
    Optional<String> failure = engine.awaitEnd(Duration.ZERO);
    if (!enough && failure.isPresent()) {
      throw new RecorderException(
          "The stream has ended, and with it the slot; changes since then are not recorded: "
              + failure.get());
    }
    return enough;
  }

  /**
   * Stops when the sink has all that was committed before this call; perhaps inside a transaction,
   * if nothing comes for seconds. After it the sink is not used.
   *
   * @throws RecorderException if a replica identity, or what inherits from a table, was altered
   *     meanwhile: changes from then on may have been misread, or missed
   */
  public void stop() throws RecorderException, InterruptedException {
    try {
      database
          .sql("select pg_logical_emit_message(true, ?, ?)::text")
          .param(RecordHandler.STOP)
          .param(slot)
          .query(String.class)
          .single();
      long taken = -1;
      while (taken != handler.taken()) {
        taken = handler.taken();
        boolean unused = handler.awaitDone(SILENCE_LIMIT);
      }
      Origin now = origins.now();
      if (!now.identities().equals(origin.identities())
          || !now.relations().equals(origin.relations())) {
        throw new RecorderException(
            "A table's replica identity, or what inherits from it, was altered meanwhile, so the recording may be wrong. Record again");
      }
    } catch (DataAccessException e) {
      // It cannot be asked, so nothing more will come.
    } finally {
      handler.close();
    }
  }

  /** Ends the slot. */
  @Override
  public void close() {
    handler.close();
    boolean unused = engine.close(CLOSE_LIMIT);
    asking.destroy();
  }

  private void awaitSlot(ReplicationSlot created) throws RecorderException, InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (created.find().filter(SlotState::active).isEmpty()) {
      Optional<String> failure = engine.awaitEnd(LOOK);
      if (failure.isPresent()) {
        throw new RecorderException(failure.get());
      }
      if (System.nanoTime() > deadline) {
        throw new RecorderException(
            "PostgreSQL has made no slot within %d s: it waits for all transactions that write, the oldest is %s"
                .formatted(
                    START_LIMIT.toSeconds(),
                    new WritingTransactions(database)
                        .oldest()
                        .orElse("one that has ended by now")));
      }
    }
  }

  private static Properties properties(
      EngineConfig config, ConnectedHost host, CapturedRelations relations) {
    Properties properties = config.properties(host, relations);
    properties.setProperty("connector.class", TemporarySlotConnector.class.getName());
    properties.setProperty("provide.transaction.metadata", "true");
    properties.setProperty("task.management.timeout.ms", Long.toString(START_LIMIT.toMillis()));
    return properties;
  }

  private static CaptureSettings settings(String slot, Source source) {
    return new CaptureSettings(
        slot,
        source.publication(),
        source.schema(),
        Duration.ofSeconds(1),
        "recorder",
        Duration.ofMillis(100),
        Duration.ofSeconds(5));
  }

  private static String newSlot() {
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    return "freshet_record_" + HexFormat.of().formatHex(random);
  }

  private static DataSource dataSource(Source source) {
    return as(source, new DriverManagerDataSource(source.jdbcUrl()));
  }

  /** One that stays connected; used by the engine's thread. */
  private static SingleConnectionDataSource asking(Source source) {
    SingleConnectionDataSource one = as(source, new SingleConnectionDataSource());
    one.setUrl(source.jdbcUrl());
    one.setSuppressClose(true);
    return one;
  }

  private static <T extends AbstractDriverBasedDataSource> T as(Source source, T dataSource) {
    if (source.username() != null) {
      dataSource.setUsername(source.username());
    }
    if (source.password() != null) {
      dataSource.setPassword(source.password());
    }
    return dataSource;
  }

  /**
   * A database.
   *
   * @param username null: as the URL says
   * @param password null: as the URL says
   * @param schema of the tables; empty: the one that has them all
   */
  public record Source(
      String jdbcUrl,
      @Nullable String username,
      @Nullable String password,
      String publication,
      String schema) {

    /** Without the URL and the password, which may be secret. */
    @Override
    public String toString() {
      return "Source[publication=" + publication + "]";
    }
  }

  /** Takes changes, on one thread at a time. */
  public interface Sink {

    /** Takes a change of the transaction that the last one was of, unless that has ended. */
    void add(RowChange change) throws IOException;

    /** Takes what was looked up for the changes since this was last called. */
    void lookedUp(Looked looked);

    /**
     * The transaction has ended; it may have brought no change.
     *
     * @return whether this is enough
     */
    boolean endTransaction() throws IOException;
  }
}
