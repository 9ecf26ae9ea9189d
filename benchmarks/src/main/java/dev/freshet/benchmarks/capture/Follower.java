package dev.freshet.benchmarks.capture;

import static org.awaitility.Awaitility.await;

import dev.freshet.local.Closer;
import dev.freshet.local.stack.ServiceProcess;
import java.time.Duration;

/** A contestant at work, in a process of its own, with a slot that begins and ends with it. */
public final class Follower implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final FollowerKind kind;
  private final CapturedServers servers;
  private final ServiceProcess process;
  private final Closer closer;

  private Follower(
      FollowerKind kind, CapturedServers servers, ServiceProcess process, Closer closer) {
    this.kind = kind;
    this.servers = servers;
    this.process = process;
    this.closer = closer;
  }

  /** Starts one on an empty Redis and waits until it streams. */
  public static Follower start(FollowerKind kind, CapturedServers servers)
      throws InterruptedException {
    servers.redis().command("FLUSHALL");
    return Closer.opening(
        closer -> {
          closer.add(() -> dropSlots(kind, servers));
          if (kind == FollowerKind.RAW) {
            servers.execute(
                "select pg_create_logical_replication_slot('%s', 'pgoutput')"
                    .formatted(kind.slot()));
          }
          ServiceProcess process = kind.start(servers);
          closer.add(() -> servers.stack().kill(process));
          if (kind.isFreshet()) {
            process.awaitReady(LIMIT);
          }
          awaitActiveSlots(servers, 1, kind.title() + " streams");
          return new Follower(kind, servers, process, closer);
        });
  }

  private static void dropSlots(FollowerKind kind, CapturedServers servers) {
    awaitActiveSlots(servers, 0, "the slot of " + kind.title() + " is free");
    servers.execute("select pg_drop_replication_slot(slot_name) from pg_replication_slots");
  }

  private static void awaitActiveSlots(CapturedServers servers, int count, String alias) {
    await(alias)
        .atMost(LIMIT)
        .until(
            () ->
                servers
                    .ask("select count(*) from pg_replication_slots where active")
                    .equals(Integer.toString(count)));
  }

  /** Whether it confirms what it has applied at once, and not from time to time. */
  boolean confirmsSoon() {
    return kind != FollowerKind.DEBEZIUM;
  }

  /** Whether the server may forget everything up to the position. */
  boolean hasConfirmed(String lsn) {
    return servers
        .ask(
            "select bool_and(confirmed_flush_lsn >= '%s') from pg_replication_slots".formatted(lsn))
        .equals("t");
  }

  ServiceProcess process() {
    return process;
  }

  Duration cpuTime() {
    return process.process().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  void pause() {
    process.pause();
  }

  void resume() {
    process.resume();
  }

  @Override
  public void close() {
    closer.close();
  }
}
