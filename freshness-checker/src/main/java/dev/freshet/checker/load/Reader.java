package dev.freshet.checker.load;

import dev.freshet.checker.history.Page;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Reads what the shelves have, through one API process or the other. */
public final class Reader implements Runnable {

  private static final long PAUSE_MILLIS = 20;

  private final List<Shelf> shelves;
  private final ApiClient client;
  private final Random random;
  private final BooleanSupplier goOn;

  public Reader(List<Shelf> shelves, ApiClient client, Random random, BooleanSupplier goOn) {
    this.shelves = shelves;
    this.client = client;
    this.random = random;
    this.goOn = goOn;
  }

  @Override
  public void run() {
    try {
      while (goOn.getAsBoolean()) {
        Page page = shelves.get(random.nextInt(shelves.size())).page(random);
        if (client.read(random.nextInt(client.apis()), page).isEmpty()) {
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      // Asked to stop.
    }
  }
}
