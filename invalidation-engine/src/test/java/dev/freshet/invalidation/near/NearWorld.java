package dev.freshet.invalidation.near;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A state of everything in {@link NearModel}. Versions are stored plus one; 0 is none. */
final class NearWorld {

  static final int EXPELLED = -1;
  private static final int MOST = 4;

  /** How it was reached; no part of the state. */
  @Nullable Path path;

  int now;

  // Redis
  int run = 1;
  int value = 1;
  int stored;
  int passed;
  boolean granted;

  /** Run times 10, plus the entry's number in the run. */
  List<Integer> deletions = new ArrayList<>();

  int[] grants = new int[MOST];

  Run[] runs = {new Run(), new Run(), new Run()};

  // The process that keeps copies
  int session;

  /** It has learnt that there is another run. */
  boolean isOver;

  int[] runOf = new int[MOST];
  int renewal;
  int[] sent = new int[MOST + 2];

  /** 0: no renewal is under way; 1: sent; 2: carried out. */
  int call;

  int callAcknowledges;
  int answerRun;
  int answerGrant;
  int deadline;
  int cursor;
  int acknowledged;
  int told;
  boolean removing;
  int copy;
  boolean token;

  /** 0: nobody fills; 1: the token is put; 2: Redis has answered. */
  int filling;

  int found;

  // A reader
  /** 0: none; 1: begun; 2: checked; 3: checked and not begun. */
  int reading;

  int required;

  /** What a reader that has checked finds in the memory of a session that has ended since. */
  int frozen;

  boolean isGranted() {
    return session > 0 && !isOver && now < deadline;
  }

  /** Redis takes a message of the session, for the run that it is of. */
  void say(int renewing, int acknowledging) {
    runs[runOf[session]].messages.add(session * 100 + renewing * 10 + acknowledging);
  }

  void remove() {
    copy = 0;
    token = false;
    removing = false;
  }

  void drop() {
    if (reading == 2 && frozen == 0) {
      frozen = copy;
    }
    remove();
    endFill();
  }

  void endFill() {
    token = false;
    filling = 0;
    found = 0;
  }

  int lastEntryOf(int writer) {
    int last = deletions.isEmpty() ? 0 : deletions.get(deletions.size() - 1);
    return last / 10 == writer ? last % 10 : 0;
  }

  NearWorld copy() {
    NearWorld next = new NearWorld();
    next.path = path;
    next.now = now;
    next.run = run;
    next.value = value;
    next.stored = stored;
    next.passed = passed;
    next.granted = granted;
    next.deletions = new ArrayList<>(deletions);
    next.grants = grants.clone();
    next.runs = new Run[] {runs[0], runs[1].copy(), runs[2].copy()};
    next.session = session;
    next.isOver = isOver;
    next.runOf = runOf.clone();
    next.renewal = renewal;
    next.sent = sent.clone();
    next.call = call;
    next.callAcknowledges = callAcknowledges;
    next.answerRun = answerRun;
    next.answerGrant = answerGrant;
    next.deadline = deadline;
    next.cursor = cursor;
    next.acknowledged = acknowledged;
    next.told = told;
    next.removing = removing;
    next.copy = copy;
    next.token = token;
    next.filling = filling;
    next.found = found;
    next.reading = reading;
    next.required = required;
    next.frozen = frozen;
    return next;
  }

  /** Equal for equal states, and only for these. */
  byte[] key() {
    ByteArrayOutputStream key = new ByteArrayOutputStream(128);
    write(key, now, run, value, stored, passed, granted ? 1 : 0);
    key.write(deletions.size());
    deletions.forEach(key::write);
    write(key, grants);
    runs[1].write(key);
    runs[2].write(key);
    write(key, session, isOver ? 1 : 0);
    write(key, runOf);
    write(key, renewal);
    write(key, sent);
    write(key, call, callAcknowledges, answerRun, answerGrant, deadline, cursor, acknowledged);
    write(key, told, removing ? 1 : 0, copy, token ? 1 : 0, filling, found);
    write(key, reading, required, frozen);
    return key.toByteArray();
  }

  private static void write(ByteArrayOutputStream key, int... numbers) {
    for (int number : numbers) {
      key.write(number);
    }
  }

  /** One run of an invalidator, with its granter. */
  static final class Run {

    int deleted;
    int published;
    int stored;
    int entries;
    int waitUntil;
    boolean dead;
    boolean hasAsked;
    boolean hadMembers;

    /** Of each batch, the entry that tells of it; 0: none had to. */
    int[] numbers = new int[MOST];

    /**
     * On their way from members to this run: session times 100, plus renewal (0: none) times 10,
     * plus what is acknowledged.
     */
    List<Integer> messages = new ArrayList<>();

    /** By session; 0: not known. */
    int[] expiry = new int[MOST];

    int[] acknowledged = new int[MOST];
    int[] granting = new int[MOST];

    boolean isMember(int session) {
      return expiry[session] > 0;
    }

    boolean hasMembers() {
      for (int session = 1; session < MOST; session++) {
        if (isMember(session)) {
          return true;
        }
      }
      return false;
    }

    /** Whether the batch after the last one that is stored may be. */
    boolean isSettled(int now) {
      int number = numbers[stored + 1];
      for (int session = 1; session < MOST; session++) {
        if (isMember(session) && acknowledged[session] < number && now < expiry[session]) {
          return false;
        }
      }
      return true;
    }

    void expel(int now, int batch) {
      for (int session = 1; session < MOST; session++) {
        if (isMember(session) && acknowledged[session] < numbers[batch] && now >= expiry[session]) {
          expiry[session] = EXPELLED;
        }
      }
    }

    Run copy() {
      Run next = new Run();
      next.deleted = deleted;
      next.published = published;
      next.stored = stored;
      next.entries = entries;
      next.waitUntil = waitUntil;
      next.dead = dead;
      next.hasAsked = hasAsked;
      next.hadMembers = hadMembers;
      next.numbers = numbers.clone();
      next.messages = new ArrayList<>(messages);
      next.expiry = expiry.clone();
      next.acknowledged = acknowledged.clone();
      next.granting = granting.clone();
      return next;
    }

    void write(ByteArrayOutputStream key) {
      NearWorld.write(key, deleted, published, stored, entries, waitUntil, dead ? 1 : 0);
      NearWorld.write(key, hasAsked ? 1 : 0, hadMembers ? 1 : 0, messages.size());
      for (int message : messages) {
        NearWorld.write(key, message / 100, message % 100);
      }
      NearWorld.write(key, numbers);
      NearWorld.write(key, expiry);
      NearWorld.write(key, acknowledged);
      NearWorld.write(key, granting);
    }
  }

  /** Steps, the last one first. */
  record Path(@Nullable Path before, String step) {

    @Override
    public String toString() {
      List<String> steps = new ArrayList<>();
      for (Path path = this; path != null; path = path.before) {
        steps.add(0, path.step);
      }
      return String.join("\n", steps);
    }
  }
}
