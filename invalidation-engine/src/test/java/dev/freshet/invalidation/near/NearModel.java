package dev.freshet.invalidation.near;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * All that an invalidator run, the one that takes over from it, a process that keeps copies, and
 * its readers can do to one key, in every order: {@link #explore} takes each step that is possible
 * in each state that can be reached.
 *
 * <p>Steps are as small as what the roles do atomically: a script in Redis, or what happens under a
 * lock. Whatever is sent can be carried out arbitrarily late, and each role can stand still. Time
 * is a number of ticks that all clocks share; a lease of the granter's holds for {@link #TERM},
 * which the member counts from before it sent its renewal. (What clocks of different rates need is
 * a margin, which is tested elsewhere.)
 *
 * <p>Batch {@code b} is the {@code b}th change of the key; the value's version is the last batch
 * that its load had seen. The database, leases and fills are as {@link
 * dev.freshet.invalidation.Invalidator} has them: what a deletion of batch {@code b} lets in has
 * version {@code b} or a later one, of which the worst is taken, at once.
 */
final class NearModel {

  static final int TERM = 2;

  /** A rule of the protocol that can be left out. */
  enum Mistake {
    NONE,
    FILL_WITHOUT_TOKEN,
    DEADLINE_FROM_RECEIPT,
    GRANT_WHATEVER_THE_RUN,
    FENCE_THAT_DOES_NOT_WAIT,
    RUN_THAT_DOES_NOT_WAIT,
    EXPELLED_IS_GRANTED_AGAIN,

    /** Entries are passed on only if there are members; that is asked before the deletion. */
    MEMBERS_ASKED_BEFORE_DELETION,
    ACKNOWLEDGED_BEFORE_REMOVED,
    CURSOR_AFTER_RENEWAL,
    CHECK_BEFORE_THE_READ
  }

  private final Mistake mistake;
  private final int batches;
  private final int ticks;
  private final int renewals;
  private final int sessions;
  private final boolean takesOver;
  private final Set<ByteBuffer> seen = new HashSet<>();
  private final Deque<NearWorld> todo = new ArrayDeque<>();
  private Optional<String> stale = Optional.empty();

  /**
   * @param batches how many changes there are at most
   * @param ticks how much time passes
   * @param renewals how many a session sends
   * @param sessions how many the process begins, one after the other
   * @param takesOver whether another run may begin
   */
  NearModel(
      Mistake mistake, int batches, int ticks, int renewals, int sessions, boolean takesOver) {
    this.mistake = mistake;
    this.batches = batches;
    this.ticks = ticks;
    this.renewals = renewals;
    this.sessions = sessions;
    this.takesOver = takesOver;
  }

  /**
   * Takes all steps, until a stale read is found.
   *
   * @return the steps that lead to it; empty if there is none
   */
  Optional<String> explore() {
    reach(new NearWorld(), "");
    while (!todo.isEmpty() && stale.isEmpty()) {
      NearWorld world = todo.pop();
      time(world);
      for (int run = 1; run <= 2; run++) {
        invalidate(world, run);
        grant(world, run);
      }
      member(world);
      fill(world);
      read(world);
    }
    return stale;
  }

  /** How many states were reached. */
  int states() {
    return seen.size();
  }

  private boolean has(Mistake other) {
    return mistake == other;
  }

  private void step(NearWorld from, String name, Consumer<NearWorld> change) {
    NearWorld next = from.copy();
    change.accept(next);
    reach(next, name);
  }

  private void reach(NearWorld world, String step) {
    if (seen.add(ByteBuffer.wrap(world.key()))) {
      world.path = new NearWorld.Path(world.path, step);
      todo.push(world);
    }
  }

  private void time(NearWorld world) {
    if (world.now < ticks) {
      step(world, "tick", next -> next.now++);
    }
    if (takesOver && world.run == 1) {
      step(world, "run 2 takes over", this::takeOver);
    }
  }

  private void takeOver(NearWorld world) {
    NearWorld.Run next = world.runs[2];
    next.waitUntil =
        world.granted && !has(Mistake.RUN_THAT_DOES_NOT_WAIT) ? world.now + TERM : world.now;
    next.deleted = world.stored;
    next.published = world.stored;
    next.stored = world.stored;
    world.run = 2;
  }

  private void invalidate(NearWorld world, int number) {
    NearWorld.Run run = world.runs[number];
    if (run.dead || (number == 2 && world.run == 1)) {
      return;
    }
    boolean asksFirst = has(Mistake.MEMBERS_ASKED_BEFORE_DELETION);
    if (asksFirst && run.deleted == run.published && !run.hasAsked) {
      step(
          world,
          number + " asks for members",
          next -> {
            NearWorld.Run of = next.runs[number];
            of.hasAsked = true;
            of.hadMembers = of.hasMembers();
          });
    }
    if (run.deleted < batches && (run.hasAsked || !asksFirst)) {
      step(
          world,
          number + " deletes",
          next -> {
            NearWorld.Run of = next.runs[number];
            of.deleted++;
            next.value = of.deleted + 1;
          });
    }
    if (run.published < run.deleted) {
      step(world, number + " publishes", next -> publish(next, number));
    }
    if (run.stored < run.published && world.now >= run.waitUntil) {
      if (world.run != number) {
        step(world, number + " cannot store", next -> next.runs[number].dead = true);
      } else if (has(Mistake.FENCE_THAT_DOES_NOT_WAIT) || run.isSettled(world.now)) {
        step(world, number + " stores", next -> store(next, number));
      }
    }
    if (run.stored > world.passed) {
      step(world, number + " passes", next -> next.passed = next.runs[number].stored);
    }
  }

  private void publish(NearWorld world, int number) {
    NearWorld.Run run = world.runs[number];
    boolean needed = has(Mistake.MEMBERS_ASKED_BEFORE_DELETION) ? run.hadMembers : run.hasMembers();
    run.published++;
    run.hasAsked = false;
    if (!needed) {
      return;
    }
    if (world.run != number) {
      run.dead = true;
      return;
    }
    run.entries++;
    world.deletions.add(number * 10 + run.entries);
    run.numbers[run.published] = run.entries;
  }

  /** Who has not acknowledged has expired, or it would not be settled. */
  private static void store(NearWorld world, int number) {
    NearWorld.Run run = world.runs[number];
    run.stored++;
    run.expel(world.now, run.stored);
    world.stored = run.stored;
  }

  private void grant(NearWorld world, int number) {
    NearWorld.Run run = world.runs[number];
    if (number == 2 && world.run == 1) {
      return;
    }
    if (!run.messages.isEmpty()) {
      step(world, number + " reads a message", next -> hear(next, number));
    }
    for (int session = 1; session <= sessions; session++) {
      int granting = session;
      if (run.granting[session] != 0) {
        step(world, number + " grants", next -> publishGrant(next, number, granting));
      }
    }
  }

  private void hear(NearWorld world, int number) {
    NearWorld.Run run = world.runs[number];
    int message = run.messages.remove(0);
    int session = message / 100;
    int renewal = message / 10 % 10;
    int acknowledged = message % 10;
    if (run.isMember(session)) {
      run.acknowledged[session] = Math.max(run.acknowledged[session], acknowledged);
    }
    if (renewal == 0) {
      return;
    }
    if (run.isMember(session) && world.now >= run.expiry[session]) {
      run.expiry[session] = NearWorld.EXPELLED;
    }
    boolean isNew =
        renewal == 1
            || (has(Mistake.EXPELLED_IS_GRANTED_AGAIN)
                && run.expiry[session] == NearWorld.EXPELLED);
    if (isNew) {
      run.acknowledged[session] = Math.max(run.entries, acknowledged);
    } else if (!run.isMember(session)) {
      return;
    }
    run.expiry[session] = world.now + TERM;
    run.granting[session] = renewal;
  }

  private void publishGrant(NearWorld world, int number, int session) {
    NearWorld.Run run = world.runs[number];
    if (world.run == number || has(Mistake.GRANT_WHATEVER_THE_RUN)) {
      world.grants[session] = run.granting[session];
      world.granted = true;
    }
    run.granting[session] = 0;
  }

  private void member(NearWorld world) {
    if (world.session < sessions) {
      step(world, "a session begins", this::begin);
    }
    if (world.session == 0 || world.isOver) {
      return;
    }
    if (world.call == 0 && world.renewal < renewals) {
      step(world, "a renewal is sent", this::send);
    }
    if (world.call == 1) {
      step(world, "a renewal is carried out", this::carryOut);
    }
    if (world.call == 2) {
      step(world, "a renewal is answered", this::answer);
    }
    if (world.cursor < 0) {
      step(world, "the cursor is taken", NearModel::takeCursor);
    } else if (world.cursor < world.deletions.size()) {
      step(world, "an entry is followed", this::follow);
    }
    if (world.acknowledged > world.told) {
      step(
          world,
          "an entry is acknowledged",
          next -> {
            next.say(0, next.acknowledged);
            next.told = next.acknowledged;
          });
    }
    if (world.removing) {
      step(world, "an acknowledged entry is removed", NearWorld::remove);
    }
  }

  private void begin(NearWorld world) {
    world.drop();
    world.session++;
    world.isOver = false;
    world.runOf[world.session] = world.run;
    world.acknowledged = 0;
    world.told = 0;
    if (has(Mistake.CURSOR_AFTER_RENEWAL)) {
      world.cursor = -1;
    } else {
      takeCursor(world);
      world.told = world.acknowledged;
    }
    world.renewal = 0;
    world.call = 0;
    world.deadline = 0;
  }

  private static void takeCursor(NearWorld world) {
    world.cursor = world.deletions.size();
    world.acknowledged = world.lastEntryOf(world.runOf[world.session]);
  }

  private void send(NearWorld world) {
    world.renewal++;
    world.sent[world.renewal] = world.now;
    world.call = 1;
    world.callAcknowledges = world.acknowledged;
  }

  private void carryOut(NearWorld world) {
    world.say(world.renewal, world.callAcknowledges);
    world.answerRun = world.run;
    world.answerGrant = world.grants[world.session];
    world.call = 2;
  }

  private void answer(NearWorld world) {
    world.call = 0;
    if (world.answerRun != world.runOf[world.session] && !has(Mistake.GRANT_WHATEVER_THE_RUN)) {
      world.drop();
      world.isOver = true;
    } else if (world.answerGrant > 0) {
      int from = has(Mistake.DEADLINE_FROM_RECEIPT) ? world.now : world.sent[world.answerGrant];
      world.deadline = Math.max(world.deadline, from + TERM);
      Arrays.fill(world.sent, 0, world.answerGrant, 0);
    }
  }

  private void follow(NearWorld world) {
    int entry = world.deletions.get(world.cursor);
    world.cursor++;
    if (entry / 10 != world.runOf[world.session]) {
      return;
    }
    world.acknowledged = entry % 10;
    if (has(Mistake.ACKNOWLEDGED_BEFORE_REMOVED)) {
      world.removing = true;
    } else {
      world.remove();
    }
  }

  private void fill(NearWorld world) {
    if (world.filling == 0 && world.isGranted()) {
      step(
          world,
          "a token is put",
          next -> {
            next.token = true;
            next.filling = 1;
          });
    }
    if (world.filling == 1) {
      step(
          world,
          "Redis is asked",
          next -> {
            next.found = next.value;
            next.filling = 2;
          });
    }
    if (world.filling == 2) {
      step(
          world,
          "a copy is kept",
          next -> {
            if (next.token || has(Mistake.FILL_WITHOUT_TOKEN)) {
              next.copy = next.found;
            }
            next.endFill();
          });
    }
  }

  private void read(NearWorld world) {
    boolean checksFirst = has(Mistake.CHECK_BEFORE_THE_READ);
    if (world.reading == 0) {
      if (checksFirst && world.isGranted()) {
        step(world, "a read to come is checked", next -> next.reading = 3);
      } else if (!checksFirst && world.passed > 0) {
        step(
            world,
            "a read begins",
            next -> {
              next.required = next.passed;
              next.reading = 1;
            });
      }
    }
    if (world.reading == 3 && world.passed > 0) {
      step(
          world,
          "a checked read begins",
          next -> {
            next.required = next.passed;
            next.reading = 2;
          });
    }
    if (world.reading == 1 && world.isGranted()) {
      step(world, "a read is checked", next -> next.reading = 2);
    }
    if (world.reading == 2) {
      int version = (world.frozen != 0 ? world.frozen : world.copy) - 1;
      if (version >= 0 && version < world.required) {
        stale = Optional.of(world.path + "\nstale: " + version + " < " + world.required);
      }
    }
  }
}
