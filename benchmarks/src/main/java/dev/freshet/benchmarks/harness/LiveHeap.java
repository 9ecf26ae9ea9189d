package dev.freshet.benchmarks.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.local.stack.ServiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a process really keeps. */
public final class LiveHeap {

  private static final double MEGABYTE = 1e6;

  private LiveHeap() {}

  /**
   * The sizes of all objects that can be reached, after a full collection; 1 MB is a million bytes.
   */
  public static double megabytes(ServiceProcess service) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(
                List.of(jcmd, Long.toString(service.process().pid()), "GC.class_histogram"))
            .redirectErrorStream(true)
            .start();
    String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
    int exit = process.waitFor();
    // The last line: "Total", instances, bytes.
    return answer
        .lines()
        .filter(line -> line.startsWith("Total "))
        .map(line -> line.split("\\s+"))
        .mapToDouble(fields -> Double.parseDouble(fields[2]) / MEGABYTE)
        .findFirst()
        .orElseThrow(() -> new IOException("jcmd ended with " + exit + ":\n" + answer));
  }
}
