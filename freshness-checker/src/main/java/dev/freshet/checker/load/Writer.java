package dev.freshet.checker.load;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Changes the content by every path there is, in an order that its seed determines. */
public final class Writer implements Runnable {

  private static final int PAUSE_MILLIS = 40;

  private final Database database;
  private final Recorder recorder;
  private final Random random;
  private final BooleanSupplier goOn;

  /** As often as its weight says. */
  private final List<Content.Action> actions = new ArrayList<>();

  /**
   * @param database a session for this writer alone, which closes it
   */
  public Writer(
      Content content,
      Database database,
      ApiClient client,
      Recorder recorder,
      Random random,
      BooleanSupplier goOn) {
    this.database = database;
    this.recorder = recorder;
    this.random = random;
    this.goOn = goOn;
    for (Content.Action action : content.actions(database, client, random)) {
      for (int i = 0; i < action.weight(); i++) {
        actions.add(action);
      }
    }
  }

  @Override
  public void run() {
    try (database) {
      while (goOn.getAsBoolean()) {
        write();
        Thread.sleep(random.nextInt(PAUSE_MILLIS));
      }
    } catch (InterruptedException e) {
      // Asked to stop.
    }
  }

  private void write() throws InterruptedException {
    Content.Action action = actions.get(random.nextInt(actions.size()));
    try {
      action.deed().run();
      recorder.count("write, " + action.name());
    } catch (SQLException e) {
      recorder.count("write, refused by SQL state " + e.getSQLState());
    } catch (IOException e) {
      recorder.count("write, not answered");
    }
  }
}
