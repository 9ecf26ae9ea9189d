package dev.freshet.invalidation;

import dev.freshet.invalidation.Closure.Applied;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A model of a way with three look-ups: each row of a level leads to one of the next, and those of
 * the last one to values. Transactions touch rows of the first level, which makes wrong what these
 * lead to, or let a row lead elsewhere, which makes wrong what it led to and what it leads to.
 * Batches of them look up in some later state than their own. A position in the log is the number
 * of the transactions before it.
 */
final class MovingRows {

  private static final int LEVELS = 3;
  private static final int ROWS = 4;
  private static final int TRANSACTIONS = 40;
  private static final int MOST_IN_A_BATCH = 3;
  private static final int FURTHEST = 6;

  /** How many of the applied batches are confirmed. */
  @FunctionalInterface
  interface Confirming {
    int count(List<Applied> batches);
  }

  /**
   * A transaction: lets a row lead elsewhere.
   *
   * @param level of the row; -1: one is touched that leads to this of the first level
   */
  private record Move(int level, int row, int from, int to) {

    /** Where the rest of the way begins, by the row as it was and as it is. */
    Set<Integer> leads() {
      return Set.of(from).contains(to) ? Set.of(to) : Set.of(from, to);
    }
  }

  private final List<int[][]> states = new ArrayList<>();
  private final List<Move> log = new ArrayList<>();
  private final List<String> missed = new ArrayList<>();

  MovingRows(long seed, Confirming confirming) {
    Random random = new Random(seed);
    write(random);
    follow(random, confirming);
  }

  /** The transactions whose values were not deleted when they were confirmed. */
  List<String> missed() {
    return missed;
  }

  private void write(Random random) {
    int[][] state = new int[LEVELS][ROWS];
    for (int[] level : state) {
      for (int row = 0; row < ROWS; row++) {
        level[row] = random.nextInt(ROWS);
      }
    }
    states.add(state);
    for (int i = 0; i < TRANSACTIONS; i++) {
      int level = random.nextInt(LEVELS + 1) - 1;
      int row = random.nextInt(ROWS);
      int[][] next = Stream.of(state).map(int[]::clone).toArray(int[][]::new);
      if (level < 0) {
        log.add(new Move(level, row, row, row));
      } else {
        next[level][row] = random.nextInt(ROWS);
        log.add(new Move(level, row, state[level][row], next[level][row]));
      }
      state = next;
      states.add(state);
    }
  }

  private void follow(Random random, Confirming confirming) {
    List<Batch> waiting = new ArrayList<>();
    List<Batch> all = new ArrayList<>();
    int at = 0;
    while (at < TRANSACTIONS) {
      int end = Math.min(TRANSACTIONS, at + 1 + random.nextInt(MOST_IN_A_BATCH));
      int seen = Math.min(TRANSACTIONS, end + random.nextInt(FURTHEST));
      Batch batch = new Batch(at, end, seen, deleted(log.subList(at, end), seen));
      waiting.add(batch);
      all.add(batch);
      at = end;
      int count = confirming.count(waiting.stream().map(each -> each.applied(log)).toList());
      for (Batch confirmed : List.copyOf(waiting.subList(0, count))) {
        check(confirmed, all);
        waiting.remove(confirmed);
      }
    }
  }

  private Set<Integer> deleted(Collection<Move> moves, int seen) {
    Set<Integer> values = new HashSet<>();
    for (Move move : moves) {
      values.addAll(values(move, states.get(seen)));
    }
    return values;
  }

  private static Set<Integer> values(Move move, int[][] state) {
    Set<Integer> values = new HashSet<>();
    for (int row : move.leads()) {
      int found = row;
      for (int level = move.level() + 1; level < LEVELS; level++) {
        found = state[level][found];
      }
      values.add(found);
    }
    return values;
  }

  /** What was wrong before or after each of its transactions must be deleted since then. */
  private void check(Batch batch, List<Batch> all) {
    for (int i = batch.begin(); i < batch.end(); i++) {
      Move move = log.get(i);
      Set<Integer> wrong = new HashSet<>();
      wrong.addAll(values(move, states.get(i)));
      wrong.addAll(values(move, states.get(i + 1)));
      int committed = i + 1;
      all.stream()
          .filter(other -> other.seen() >= committed)
          .forEach(other -> wrong.removeAll(other.deleted()));
      if (!wrong.isEmpty()) {
        missed.add("%s at %d: %s".formatted(move, i, wrong));
      }
    }
  }

  private record Batch(int begin, int end, int seen, Set<Integer> deleted) {

    Applied applied(List<Move> log) {
      int depth = 0;
      int linkDepth = 0;
      for (Move move : log.subList(begin, end)) {
        int rest = LEVELS - 1 - move.level();
        depth = Math.max(depth, rest);
        linkDepth = Math.max(linkDepth, move.level() < 0 ? 0 : rest);
      }
      return new Applied(begin, end, depth == 0 ? Looks.NONE : new Looks(seen, depth, linkDepth));
    }
  }
}
