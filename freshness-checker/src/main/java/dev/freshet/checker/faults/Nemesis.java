package dev.freshet.checker.faults;

import dev.freshet.checker.attack.Attack;
import dev.freshet.checker.history.Rollback;
import dev.freshet.checker.load.Recorder;
import dev.freshet.checker.stack.ProxiedStack;
import dev.freshet.checker.stack.RedisNodes;
import dev.freshet.checker.stack.Service;
import dev.freshet.local.TcpProxy;
import dev.freshet.local.redis.LocalRedis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Carries out one lane's faults, each healed before the next, until it is told to end. */
public final class Nemesis implements Runnable {

  private static final List<String> POLICIES =
      List.of("noeviction", "volatile-lru", "allkeys-lru", "allkeys-random");

  private final ProxiedStack stack;
  private final Schedule schedule;
  private final Recorder recorder;
  private final Consumer<String> log;
  private final BooleanSupplier goOn;

  public Nemesis(
      ProxiedStack stack,
      Schedule schedule,
      Recorder recorder,
      Consumer<String> log,
      BooleanSupplier goOn) {
    this.stack = stack;
    this.schedule = schedule;
    this.recorder = recorder;
    this.log = log;
    this.goOn = goOn;
  }

  /** Ends with the last fault healed, also when it is interrupted. */
  @Override
  public void run() {
    while (goOn.getAsBoolean() && !schedule.isEmpty()) {
      Schedule.Step step = schedule.next();
      try {
        Thread.sleep(step.pause().toMillis());
        if (goOn.getAsBoolean()) {
          carryOut(step);
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        log.accept(step.fault().label() + " failed: " + e);
        throw e;
      }
    }
  }

  private void carryOut(Schedule.Step step) throws InterruptedException {
    log.accept("%s for %d ms".formatted(step.fault().label(), step.length().toMillis()));
    recorder.count("fault, " + step.fault().label());
    Undo undo = inject(step);
    try {
      Thread.sleep(step.length().toMillis());
    } finally {
      // A clear flag, or the healing would be cut short.
      boolean interrupted = Thread.interrupted();
      undo.run();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Undo inject(Schedule.Step step) throws InterruptedException {
    Optional<Attack> attack = step.fault().attack();
    return attack.isPresent() ? attack.get().begin(stack.target())::close : injectFault(step);
  }

  private Undo injectFault(Schedule.Step step) throws InterruptedException {
    Service api = one(stack.apis(), step);
    Service invalidator = one(stack.invalidators(), step);
    RedisNodes nodes = stack.redis();
    return switch (step.fault()) {
      case KILL_API -> kill(api);
      case STOP_API -> pause(api);
      case RESTART_API -> stop(api);
      case KILL_INVALIDATOR -> kill(invalidator);
      case STOP_INVALIDATOR -> pause(invalidator);
      case RESTART_INVALIDATOR -> stop(invalidator);
      case SPLIT_REDIS -> {
        LocalRedis deposed = nodes.split();
        yield () -> nodes.heal(deposed);
      }
      case KILL_POSTGRES ->
          done(stack.servers().postgres()::kill, stack.servers().postgres()::startAgain);
      case STOP_POSTGRES ->
          done(stack.servers().postgres()::pause, stack.servers().postgres()::resume);
      case RESTART_POSTGRES ->
          done(stack.servers().postgres()::stop, stack.servers().postgres()::startAgain);
      case DROP_SLOT -> done(this::dropSlot, () -> {});
      case DELAY_LINK -> {
        TcpProxy link = link(step);
        yield done(() -> link.delay(Duration.ofMillis(10 + step.choice() % 490)), link::heal);
      }
      case HANG_LINK -> done(link(step)::hang, link(step)::heal);
      case CUT_LINK -> done(link(step)::cut, link(step)::heal);
      default -> injectFault(step, nodes.master());
    };
  }

  /** Into the server that is the master now, and is healed whether it still is or not. */
  private Undo injectFault(Schedule.Step step, LocalRedis redis) {
    return switch (step.fault()) {
      case KILL_REDIS -> promoting(redis::kill, redis::startAgain);
      case STOP_REDIS -> promoting(redis::pause, redis::resume);
      case FLUSH_REDIS -> done(() -> redis.command("FLUSHALL"), () -> {});
      case RESTORE_REDIS -> done(redis::saveSnapshot, () -> rollBack(redis));
      case FILL_REDIS -> done(() -> fill(redis, step), () -> set(redis, "maxmemory", "0"));
      case DEMOTE_REDIS ->
          done(
              () -> redis.expectOk("REPLICAOF 127.0.0.1 1"),
              () -> redis.expectOk("REPLICAOF NO ONE"));
      case ISOLATE_REDIS ->
          done(
              () ->
                  set(
                      redis,
                      "min-replicas-to-write",
                      String.valueOf(stack.redis().servers().size())),
              () -> set(redis, "min-replicas-to-write", "0"));
      case OCCUPY_REDIS -> {
        EndlessScript script = EndlessScript.startOn(redis);
        yield script::kill;
      }
      default -> throw new IllegalStateException("no fault of a server or a link: " + step);
    };
  }

  private static Undo done(Runnable inject, Undo undo) {
    inject.run();
    return undo;
  }

  private static Undo kill(Service service) throws InterruptedException {
    service.kill();
    return service::start;
  }

  private static Undo stop(Service service) {
    service.stop();
    return service::start;
  }

  private static Undo pause(Service service) {
    service.pause();
    return service::resume;
  }

  private TcpProxy link(Schedule.Step step) {
    return one(one(stack.services(), step).links(), step.choice() / stack.services().size());
  }

  private static Service one(List<Service> services, Schedule.Step step) {
    return one(services, step.choice());
  }

  private static <T> T one(List<T> all, int choice) {
    return all.get(choice % all.size());
  }

  /** Less than the server needs for itself. */
  private static void fill(LocalRedis redis, Schedule.Step step) {
    set(redis, "maxmemory-policy", one(POLICIES, step.choice()));
    set(redis, "maxmemory", "100kb");
  }

  private static void set(LocalRedis redis, String name, String value) {
    redis.expectOk("CONFIG SET " + name + " " + value);
  }

  /**
   * What a master takes with it that a replica lacks, is undone by that one's promotion, as by a
   * snapshot.
   */
  private Undo promoting(Runnable inject, Runnable undo) {
    long begin = System.nanoTime();
    inject.run();
    return () -> {
      undo.run();
      if (stack.redis().servers().size() > 1) {
        stack.redis().awaitOneMaster();
        recorder.rolledBack(new Rollback(begin, System.nanoTime()));
      }
    };
  }

  private void rollBack(LocalRedis redis) {
    long begin = System.nanoTime();
    redis.kill();
    redis.startAgainFromSnapshot();
    recorder.rolledBack(new Rollback(begin, System.nanoTime()));
  }

  /** A slot cannot be dropped while it is used, and its user is back in no time. */
  private void dropSlot() {
    stack
        .servers()
        .postgres()
        .execute(
            stack.servers().database(),
            """
            do $$
            begin
                for attempt in 1 .. 1000 loop
                    perform pg_terminate_backend(active_pid) from pg_replication_slots
                    where slot_name = 'freshet' and active;
                    begin
                        perform pg_drop_replication_slot(slot_name) from pg_replication_slots
                        where slot_name = 'freshet';
                        return;
                    exception when object_in_use then
                        perform pg_sleep(0.005);
                    end;
                end loop;
            end
            $$
            """);
  }

  /** Heals. */
  @FunctionalInterface
  private interface Undo {
    void run();
  }
}
