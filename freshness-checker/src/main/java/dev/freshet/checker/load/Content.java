package dev.freshet.checker.load;

import dev.freshet.checker.history.Page;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;

/** What is changed and read in a round. Thread-safe. */
public interface Content {

  /** Empties all tables. */
  void empty(Connection connection) throws SQLException;

  /** Fills them with what there is at the beginning. */
  void fill(Connection connection, Random random) throws SQLException;

  /** Every way of changing it, for one thread. */
  List<Action> actions(Database database, ApiClient client, Random random);

  /** A page to read, which need not exist. */
  Page page(Random random);

  /**
   * One way of changing it.
   *
   * @param weight how often it is chosen, compared with the others
   */
  record Action(int weight, String name, Deed deed) {}

  /** A transaction, chosen at random. */
  @FunctionalInterface
  interface Deed {
    void run() throws SQLException, IOException, InterruptedException;
  }
}
