package dev.freshet.benchmarks.stampede;

import dev.freshet.benchmarks.harness.Metrics;
import dev.freshet.local.stack.ServiceProcess;
import java.io.IOException;
import java.util.List;

/**
 * Two processes that serve the same catalog through the same cache.
 *
 * @param loads their counter of reads from the database
 * @param key of the hot product in Redis
 * @param evicts whether who writes deletes the key, as nobody else does
 */
record Cluster(
    String name, List<ServiceProcess> processes, String loads, String key, boolean evicts) {

  Cluster {
    processes = List.copyOf(processes);
  }

  List<Integer> ports() {
    return processes.stream().map(ServiceProcess::port).toList();
  }

  /** Reads from the database, of both since they were started. */
  double loadsSoFar() throws IOException, InterruptedException {
    double sum = 0;
    for (ServiceProcess process : processes) {
      sum += Metrics.sum(process, loads);
    }
    return sum;
  }
}
