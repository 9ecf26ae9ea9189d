package dev.freshet.invalidation.near;

import dev.freshet.invalidation.cache.CacheException;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.near.NearDeletion;
import dev.freshet.keys.near.NearMessage;
import dev.freshet.keys.near.NearTerms;
import dev.freshet.time.BackgroundThread;
import dev.freshet.time.BackgroundThread.Repeated;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies in processes that have leases of this invalidator's run, which it grants on a thread of
 * its own. Deletions are told by one thread at a time; the rest is thread-safe.
 */
public final class LeasedCopies implements NearCopies {

  private static final Logger log = LoggerFactory.getLogger(LeasedCopies.class);

  /** So many processes would wake for each batch. */
  private static final int MOST_SESSIONS = 256;

  private static final Duration RETRY = Duration.ofMillis(200);

  private final NearStore store;
  private final Sessions sessions;
  private final BackgroundThread thread = new BackgroundThread("near-leases");
  private final Set<Long> deleted = new HashSet<>();
  private boolean isPurged;

  /** Whether the watermark says, or may say, that there are leases. */
  private volatile boolean isNoted;

  private boolean warned;

  public LeasedCopies(NearStore store, LongSupplier nanoTime) {
    this(store, nanoTime, time -> {});
  }

  /**
   * @param acknowledgements is told how long each took, from before its entry was published
   */
  public LeasedCopies(NearStore store, LongSupplier nanoTime, Consumer<Duration> acknowledgements) {
    this.store = store;
    this.sessions = new Sessions(nanoTime, MOST_SESSIONS, acknowledgements);
  }

  /** Grants leases from now on. */
  public void start() {
    thread.start(new Repeated(this::serve, Duration.ZERO, RETRY));
  }

  /** Grants none any more. */
  public void stop() {
    thread.stop();
  }

  public boolean isRunning() {
    return thread.isRunning();
  }

  /** How many processes have leases. */
  public int sessions() {
    return sessions.size();
  }

  /** How many lost theirs because they were silent. */
  public long expelled() {
    return sessions.expelled();
  }

  @Override
  public void begin(String run, String nodes, boolean mayHaveLeases) throws InterruptedException {
    boolean noted = store.takeOver(nodes);
    isNoted = noted;
    sessions.begin(run, mayHaveLeases || noted);
    deleted.clear();
    isPurged = false;
  }

  @Override
  public void deleted(Collection<CacheKey> keys) {
    if (isPurged || sessions.isEmpty()) {
      return;
    }
    keys.forEach(key -> deleted.add(NearDeletion.hash(key)));
    if (deleted.size() > NearTerms.MOST_KEYS) {
      purged();
    }
  }

  @Override
  public void purged() {
    deleted.clear();
    isPurged = true;
  }

  @Override
  public OptionalLong publish() throws InterruptedException {
    if (!deleted.isEmpty() || isPurged) {
      if (!sessions.isEmpty()) {
        NearDeletion entry =
            new NearDeletion(
                sessions.run(), sessions.nextNumber(), isPurged ? Set.of() : Set.copyOf(deleted));
        if (!store.publish(entry)) {
          return OptionalLong.empty();
        }
      }
      deleted.clear();
      isPurged = false;
    }
    return OptionalLong.of(sessions.published());
  }

  @Override
  public boolean isSettled(long entry) {
    return sessions.isSettled(entry);
  }

  @Override
  public boolean awaitSettled(long entry, Duration limit) throws InterruptedException {
    return sessions.awaitSettled(entry, limit);
  }

  /** Until it is interrupted, or Redis fails. */
  private void serve() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        answer();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (CacheException e) {
      if (e.isRefused() && !warned) {
        warned = true;
        log.warn("No process may answer from its memory: {}", e.getMessage());
      }
      log.debug("No leases are granted for a moment", e);
    }
  }

  /** Waits for messages, and grants what they ask for. */
  void answer() throws InterruptedException {
    List<NearMessage> messages = store.receive();
    String run = sessions.run();
    Map<String, Long> granted = new HashMap<>();
    for (NearMessage message : messages) {
      if (message.run().equals(run) && sessions.hear(message)) {
        granted.put(message.session(), message.renewal());
      }
    }
    Set<String> gone = sessions.takeGone();
    if (!granted.isEmpty() || !gone.isEmpty()) {
      isNoted = isNoted || !granted.isEmpty();
      boolean unused = store.grant(run, granted, gone);
    }
    if (isNoted && sessions.isOpen() && sessions.isEmpty()) {
      store.forgetGrants(run);
      isNoted = false;
    }
  }
}
