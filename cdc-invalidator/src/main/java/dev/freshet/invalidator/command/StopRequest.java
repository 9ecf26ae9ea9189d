package dev.freshet.invalidator.command;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ctrl-C or SIGTERM, as a wish that a command fulfils: the process then exits with the command's
 * code, and not as one that was killed.
 */
final class StopRequest {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private final Thread hook = new Thread(this::onShutdown, "freshet-stop");
  private volatile boolean made;

  /** From now on the wish is waited for; the command must look whether {@link #isMade}. */
  void await() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  boolean isMade() {
    return made;
  }

  /** The command has ended. */
  void ended(int code) {
    exitCode.complete(code);
    if (!made) {
      try {
        boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The wish was made just now.
      }
    }
  }

  private void onShutdown() {
    made = true;
    try {
      Runtime.getRuntime().halt(exitCode.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      // The process exits as one that was killed.
    }
  }
}
