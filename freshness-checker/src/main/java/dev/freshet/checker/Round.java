package dev.freshet.checker;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.freshet.checker.faults.Fault;
import dev.freshet.checker.faults.Nemesis;
import dev.freshet.checker.faults.Schedule;
import dev.freshet.checker.history.Decision;
import dev.freshet.checker.history.Verdict;
import dev.freshet.checker.load.ApiClient;
import dev.freshet.checker.load.Content;
import dev.freshet.checker.load.Database;
import dev.freshet.checker.load.FenceProbe;
import dev.freshet.checker.load.FenceWatch;
import dev.freshet.checker.load.Journal;
import dev.freshet.checker.load.Reader;
import dev.freshet.checker.load.Recorder;
import dev.freshet.checker.load.Subject;
import dev.freshet.checker.load.Writer;
import dev.freshet.checker.stack.ProxiedStack;
import dev.freshet.checker.stack.Service;
import dev.freshet.keys.CacheKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Writes, reads and faults for a while; then all is healed, quiet returns, and what was recorded is
 * decided on. Begins with empty tables and new ids.
 */
final class Round {

  private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(2);
  private static final Duration LAST_READS = Duration.ofSeconds(1);

  private final Subject subject;
  private final ProxiedStack stack;
  private final RedisConnections redis;
  private final CheckerOptions options;
  private final Random seeds;
  private final Consumer<String> log;
  private final Recorder recorder = new Recorder();
  private final AtomicBoolean attack = new AtomicBoolean(true);
  private final AtomicBoolean write = new AtomicBoolean(true);
  private final AtomicBoolean read = new AtomicBoolean(true);
  private final Content content;

  /**
   * @param number of this round, from 0
   */
  Round(
      Subject subject,
      ProxiedStack stack,
      RedisConnections redis,
      CheckerOptions options,
      int number,
      Consumer<String> log) {
    this.subject = subject;
    this.stack = stack;
    this.redis = redis;
    this.options = options;
    this.seeds = new Random(options.seed() + number);
    this.log = log;
    this.content = subject.content(number);
  }

  Findings run(Duration length) throws InterruptedException, SQLException {
    try (FenceWatch fences = FenceWatch.start(subject.keys().namespace(), redis.servers());
        Database database = new Database(stack.servers(), fences, recorder)) {
      FenceProbe probe = new FenceProbe(database, fences);
      fill(database);
      if (!probe.passesWithin(RECOVERY_LIMIT)) {
        throw new IllegalStateException("no fence passes before the first fault");
      }
      boolean recovered = attack(fences, probe, length);
      Map<CacheKey, String> differences = new HashMap<>();
      int compared = recovered ? audit(database, probe, differences) : 0;
      Map<String, Long> counts = new HashMap<>(recorder.counts());
      counts.put("fence, seen to be passed", (long) fences.passed().size());
      return new Findings(
          decide(database.connection(), fences), recovered, compared, differences, counts);
    }
  }

  private void fill(Database database) throws SQLException {
    try (Connection connection = stack.servers().connect()) {
      connection.setAutoCommit(false);
      content.empty(connection);
      Journal.clear(connection);
      connection.commit();
    }
    Random random = new Random(seeds.nextLong());
    String unused = database.write(connection -> content.fill(connection, random));
  }

  /** Whether the stack recovers from it. */
  private boolean attack(FenceWatch fences, FenceProbe probe, Duration length)
      throws InterruptedException {
    ApiClient client = new ApiClient(stack.apis(), fences, recorder);
    List<Runnable> clients = clients(client, fences);
    List<Runnable> nemeses = nemeses();
    ExecutorService threads = Executors.newFixedThreadPool(clients.size() + nemeses.size());
    try {
      List<Future<?>> running = new ArrayList<>();
      clients.forEach(one -> running.add(threads.submit(one)));
      List<Future<?>> attacking = new ArrayList<>();
      nemeses.forEach(one -> attacking.add(threads.submit(one)));
      Thread.sleep(length.toMillis());
      attack.set(false);
      awaitAll(attacking);
      log.accept("healed");
      stack.services().forEach(Service::start);
      for (Service api : stack.apis()) {
        api.awaitReady();
      }
      boolean recovered = probe.passesWithin(RECOVERY_LIMIT);
      write.set(false);
      Thread.sleep(LAST_READS.toMillis());
      read.set(false);
      awaitAll(running);
      log.accept(recovered ? "quiet" : "not recovered");
      if (!recovered) {
        stack.services().forEach(one -> log.accept(one.name() + " said last:\n" + one.tail()));
      }
      return recovered;
    } finally {
      threads.shutdownNow();
      // A fault that is healed late would start a service again that is closed already.
      boolean unused = threads.awaitTermination(RECOVERY_LIMIT.toSeconds(), SECONDS);
    }
  }

  private List<Runnable> clients(ApiClient client, FenceWatch fences) {
    List<Runnable> clients = new ArrayList<>();
    for (int i = 0; i < options.writers(); i++) {
      clients.add(
          new Writer(
              content,
              new Database(stack.servers(), fences, recorder),
              client,
              recorder,
              new Random(seeds.nextLong()),
              write::get));
    }
    for (int i = 0; i < options.readers(); i++) {
      clients.add(new Reader(content, client, new Random(seeds.nextLong()), read::get));
    }
    return clients;
  }

  private List<Runnable> nemeses() {
    List<Runnable> nemeses = new ArrayList<>();
    for (Fault.Lane lane : Fault.Lane.values()) {
      Schedule schedule = new Schedule(options.faults(), lane, new Random(seeds.nextLong()));
      nemeses.add(new Nemesis(stack, schedule, recorder, log, attack::get));
    }
    return nemeses;
  }

  private static void awaitAll(List<Future<?>> running) throws InterruptedException {
    for (Future<?> one : running) {
      try {
        one.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a thread of the checker has failed", e.getCause());
      }
    }
  }

  /**
   * Compares; what differs is compared once more after another fence, since a request that was
   * given up long ago may still have written.
   */
  private int audit(Database database, FenceProbe probe, Map<CacheKey, String> differences)
      throws InterruptedException, SQLException {
    CacheAudit audit = new CacheAudit(subject, redis.cache());
    Set<CacheKey> keys = audit.cached();
    Set<CacheKey> suspects = keys;
    for (int look = 0; look < 3 && !suspects.isEmpty(); look++) {
      if (!probe.passesWithin(RECOVERY_LIMIT)) {
        throw new IllegalStateException("no fence passes while all is quiet");
      }
      Connection connection = database.connection();
      connection.rollback();
      differences.clear();
      differences.putAll(audit.differences(suspects, connection));
      connection.rollback();
      suspects = Set.copyOf(differences.keySet());
    }
    return keys.size();
  }

  private Verdict decide(Connection connection, FenceWatch fences) throws SQLException {
    Journal journal = Journal.read(connection, subject);
    connection.rollback();
    return Decision.of(recorder.history(journal, fences.passed()));
  }
}
