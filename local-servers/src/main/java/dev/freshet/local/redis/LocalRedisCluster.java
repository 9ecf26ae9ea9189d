package dev.freshet.local.redis;

import dev.freshet.local.Closer;
import dev.freshet.local.Ports;
import dev.freshet.local.StartupPause;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A real Redis Cluster of three masters without replicas, on 127.0.0.1. Not thread-safe. */
public final class LocalRedisCluster implements AutoCloseable {

  private static final int SLOTS = 16_384;
  private static final int NODES = 3;
  private static final long FORM_LIMIT_NANOS = 30_000_000_000L;

  private final List<LocalRedis> nodes = new ArrayList<>();
  private final Closer closer;

  private LocalRedisCluster(Closer closer) {
    this.closer = closer;
  }

  /** Starts the nodes, gives each a third of the slots, and waits until all see the whole. */
  public static LocalRedisCluster start() {
    return Closer.opening(
        closer -> {
          LocalRedisCluster cluster = new LocalRedisCluster(closer);
          cluster.form();
          return cluster;
        });
  }

  private void form() {
    for (int i = 0; i < NODES; i++) {
      nodes.add(
          closer.add(
              LocalRedis.startOn(
                  Ports.freeForClusterNode(),
                  "cluster-enabled yes",
                  "cluster-config-file nodes.conf",
                  "cluster-node-timeout 2000")));
    }
    for (int i = 0; i < NODES; i++) {
      int first = SLOTS * i / NODES;
      int end = SLOTS * (i + 1) / NODES;
      StringBuilder command = new StringBuilder("CLUSTER ADDSLOTS");
      for (int slot = first; slot < end; slot++) {
        command.append(' ').append(slot);
      }
      nodes.get(i).expectOk(command.toString());
      // Distinct epochs from the start save the nodes from settling collisions.
      nodes.get(i).expectOk("CLUSTER SET-CONFIG-EPOCH " + (i + 1));
    }
    for (LocalRedis node : nodes.subList(1, NODES)) {
      nodes.get(0).expectOk("CLUSTER MEET 127.0.0.1 " + node.port());
    }
    long deadline = System.nanoTime() + FORM_LIMIT_NANOS;
    while (!nodes.stream().allMatch(LocalRedisCluster::seesTheWhole)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the Redis Cluster did not form within 30 s");
      }
      StartupPause.take();
    }
  }

  /** A URI as Freshet's settings take it: all nodes, as seeds. */
  public String uri() {
    return nodes.stream()
        .map(node -> "127.0.0.1:" + node.port())
        .collect(Collectors.joining(",", "redis-cluster://", ""));
  }

  /** The masters, in the order of their slots. */
  public List<LocalRedis> nodes() {
    return List.copyOf(nodes);
  }

  @Override
  public void close() {
    closer.close();
  }

  /** The slot table in the node's own words, counted: three ranges and a healthy state. */
  private static boolean seesTheWhole(LocalRedis node) {
    return node.command("CLUSTER SLOTS").equals("*" + NODES)
        && node.command("GET {freshet}").matches("\\$-1|-MOVED .*");
  }
}
