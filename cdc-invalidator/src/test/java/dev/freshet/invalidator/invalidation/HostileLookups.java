package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidation.visibility.CommitVisibility;
import dev.freshet.invalidation.visibility.Looked;
import dev.freshet.invalidation.visibility.LookupException;
import dev.freshet.invalidation.visibility.Transactions;
import dev.freshet.invalidation.visibility.VisiblePoint;
import dev.freshet.rules.Lookup;
import dev.freshet.rules.Query;
import dev.freshet.rules.Rules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Ways in which the database answers look-ups: each answer may take a while, in which rows that it
 * is made of move on. Some are mistakes, for a test to find.
 */
public final class HostileLookups {

  private HostileLookups() {}

  /** Takes a while, and makes no mistake. */
  public static final class Slow {
    @Bean
    @Primary
    CommitVisibility slow(JdbcClient database, DataSource dataSource, Rules rules) {
      return new CommitVisibility(new SlowTransactions(database, dataSource, rules));
    }
  }

  /** Hides how late it has looked, so that every batch is confirmed at once: no closure. */
  public static final class ConfirmedAtOnce {
    @Bean
    @Primary
    CommitVisibility confirmedAtOnce(JdbcClient database, DataSource dataSource, Rules rules) {
      return new CommitVisibility(
          new SlowTransactions(database, dataSource, rules) {
            @Override
            public Looked lookUp(Collection<Lookup> lookups, int maxFanout) throws LookupException {
              Looked looked = super.lookUp(lookups, maxFanout);
              return new Looked(
                  new VisiblePoint(looked.point().snapshot(), 0), looked.found(), looked.tooMany());
            }

            @Override
            public VisiblePoint now() {
              return new VisiblePoint(super.now().snapshot(), 0);
            }
          });
    }
  }

  /** Reads the values for placeholders once, and never again. */
  public static final class ValuesReadOnce {
    @Bean
    @Primary
    CommitVisibility valuesReadOnce(JdbcClient database, DataSource dataSource, Rules rules) {
      return new CommitVisibility(
          new SlowTransactions(database, dataSource, rules) {

            private final Map<Lookup, List<List<String>>> first = new HashMap<>();

            @Override
            public Looked lookUp(Collection<Lookup> lookups, int maxFanout) throws LookupException {
              Looked looked = super.lookUp(lookups, maxFanout);
              Map<Lookup, List<List<String>>> found = new HashMap<>(looked.found());
              found.replaceAll(
                  (lookup, now) ->
                      lookup.source() instanceof Query query && query.columns().isEmpty()
                          ? first.computeIfAbsent(lookup, any -> new ArrayList<>(now))
                          : now);
              return new Looked(looked.point(), found, looked.tooMany());
            }
          });
    }
  }

  private static class SlowTransactions implements Transactions {

    private static final int LONGEST_MILLIS = 25;

    private final DatabaseTransactions database;
    private final Random random = new Random();

    SlowTransactions(JdbcClient database, DataSource dataSource, Rules rules) {
      this.database = new DatabaseTransactions(database, dataSource, rules.tables());
    }

    @Override
    public VisiblePoint now() {
      pause();
      return database.now();
    }

    @Override
    public Looked lookUp(Collection<Lookup> lookups, int maxFanout) throws LookupException {
      pause();
      return database.lookUp(lookups, maxFanout);
    }

    private void pause() {
      if (random.nextBoolean()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_MILLIS)));
      }
    }

    @Override
    public Map<Long, String> writers() {
      return database.writers();
    }

    @Override
    public Map<Long, String> describe(Collection<Long> xids) {
      return database.describe(xids);
    }
  }
}
