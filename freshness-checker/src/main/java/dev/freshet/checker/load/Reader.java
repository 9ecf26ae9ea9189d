package dev.freshet.checker.load;

import dev.freshet.checker.history.Page;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Reads the content, through one API process or the other. */
public final class Reader implements Runnable {

  private static final long PAUSE_MILLIS = 20;

  private final Content content;
  private final ApiClient client;
  private final Random random;
  private final BooleanSupplier goOn;

  public Reader(Content content, ApiClient client, Random random, BooleanSupplier goOn) {
    this.content = content;
    this.client = client;
    this.random = random;
    this.goOn = goOn;
  }

  @Override
  public void run() {
    try {
      while (goOn.getAsBoolean()) {
        Page page = content.page(random);
        if (client.read(random.nextInt(client.apis()), page).isEmpty()) {
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      // Asked to stop.
    }
  }
}
