package dev.freshet.api.cache;

import dev.freshet.api.cache.trust.CacheTrust;
import dev.freshet.api.cache.trust.Freshness;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Decoded;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Lifetimes;
import dev.freshet.keys.PageRegistration;
import dev.freshet.keys.ValueCodec;
import dev.freshet.time.Pauses;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads through the cache so that no value from before an applied invalidation is ever returned.
 *
 * <p>A miss takes the key's lease in Redis before it loads, and stores what it loaded only while
 * the lease is still its own. The invalidator deletes value and lease together, after the commit is
 * visible to every new snapshot. So a load whose snapshot misses a commit has taken its lease
 * before that commit's deletion, which then finds either the lease (and the fill is refused) or the
 * filled value (and deletes it). A lease that is lost in any other way refuses the fill as well.
 *
 * <p>Who does not get the lease joins the load, if this process makes it ({@link Flights}), or
 * looks again for the value and for the lease after growing, jittered pauses; and loads without
 * storing if that takes too long. The idea of leases is that of Nishtala et al., <i>Scaling
 * Memcache at Facebook</i>, NSDI 2013.
 *
 * <p>While the cache cannot be trusted to be recent enough ({@link CacheTrust}), it takes no part.
 * Loads past it are shared by {@link SharedLoads}.
 *
 * <p>Loads must read one snapshot of the primary. Whatever Redis does, a read is answered; it fails
 * only as its load fails. Thread-safe.
 */
public final class ReadThroughCache {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

  private final CacheStore store;
  private final CacheTrust trust;
  private final CacheMetrics metrics;
  private final CacheProperties properties;
  private final Flights flights = new Flights();
  private final SharedLoads pastTheCache = new SharedLoads();

  public ReadThroughCache(
      CacheStore store, CacheTrust trust, CacheMetrics metrics, CacheProperties properties) {
    this.store = store;
    this.trust = trust;
    this.metrics = metrics;
    this.properties = properties;
  }

  /**
   * The key's value, cached or loaded.
   *
   * @param load reads the database in one snapshot; null means that there is no such thing
   */
  public <V> Read<V> read(
      CacheKey key,
      Freshness freshness,
      ValueCodec<V> codec,
      Supplier<? extends @Nullable V> load) {
    return new Reading<>(key, codec, null, () -> new Loaded<>(load.get(), null)).run(freshness);
  }

  /**
   * As {@link #read(CacheKey, Freshness, ValueCodec, Supplier)}, for a page, which the invalidator
   * must know before its load begins. What the page shows it may learn later, or never.
   */
  public <V> Read<V> read(
      PageRegistration registration,
      Freshness freshness,
      ValueCodec<V> codec,
      Supplier<Loaded<V>> load) {
    return new Reading<>(registration.key(), codec, registration, load).run(freshness);
  }

  /**
   * When the invalidator has passed a token, it has deleted all keys that were wrong by then, with
   * their leases: a value that is found afterwards was loaded after what the token stands for.
   */
  private boolean sees(Freshness freshness) {
    FenceToken after = freshness.after();
    try {
      return after == null || store.isPassed(after);
    } catch (CacheUnavailableException e) {
      return false;
    }
  }

  /**
   * Whether the invalidator will know of a key.
   *
   * @param mayFill whether it will, if it needs to
   * @param id of the registration; null if there is none
   * @param unstored what a read says whose value is not stored
   */
  private record Registered(boolean mayFill, @Nullable String id, CacheStatus unstored) {

    static final Registered NOT_NEEDED = new Registered(true, null, CacheStatus.NOT_STORED);
    static final Registered FAILED = new Registered(false, null, CacheStatus.NOT_STORED);
    static final Registered REFUSED = new Registered(false, null, CacheStatus.REGISTRY_FULL);

    static Registered as(String id) {
      return new Registered(true, id, CacheStatus.NOT_STORED);
    }
  }

  /** One read, on the thread of its request. */
  private final class Reading<V> {

    private final CacheKey key;
    private final Kind kind;
    private final ValueCodec<V> codec;
    private final @Nullable PageRegistration registration;

    /** What is asked for: the page, as two listings may be made to have one key, or the key. */
    private final Object question;

    private final Supplier<Loaded<V>> load;

    /** Bytes that were found under the key and could not be decoded. */
    private byte @Nullable [] useless;

    Reading(
        CacheKey key,
        ValueCodec<V> codec,
        @Nullable PageRegistration registration,
        Supplier<Loaded<V>> load) {
      this.key = key;
      this.kind = key.kind();
      this.codec = codec;
      this.registration = registration;
      this.question = registration == null ? key : registration;
      this.load = load;
    }

    Read<V> run(Freshness freshness) {
      if (!trust.covers(kind)) {
        metrics.bypassAsUnmaintained(kind);
        return loadOnly(CacheStatus.UNMAINTAINED);
      }
      if (!trust.holds()) {
        return bypassAsStale();
      }
      if (!sees(freshness)) {
        return loadOnly(CacheStatus.MIN_TOKEN);
      }
      try {
        byte[] bytes = store.get(key);
        Read<V> hit = bytes == null ? null : decode(bytes, CacheStatus.HIT);
        if (hit != null) {
          if (!trust.holds()) {
            return bypassAsStale();
          }
          metrics.hit(kind);
          return hit;
        }
      } catch (CacheUnavailableException e) {
        return bypassAsRedisFails();
      }
      metrics.miss(kind);
      try (Flights.Flight own = flights.announce(question)) {
        return miss(own);
      }
    }

    private Read<V> miss(Flights.Flight own) {
      long deadline = System.nanoTime() + properties.leaseWait().toNanos();
      Pauses pauses = new Pauses(FIRST_PAUSE, LONGEST_PAUSE, 0.5);
      while (true) {
        Attempt attempt;
        try {
          attempt = store.acquire(key, own.token(), useless);
        } catch (CacheUnavailableException e) {
          // Redis may carry it out late all the same, and nobody would know of the lease.
          store.release(key, own.token());
          return bypassAsRedisFails();
        }
        if (own.token().equals(attempt.holder())) {
          return lead(own);
        }
        Read<V> answer = answerOf(attempt, deadline);
        if (answer != null) {
          return answer;
        }
        if (deadline - System.nanoTime() <= 0 || !sleep(pauses.next(), deadline)) {
          return loadOnly(CacheStatus.WAITED);
        }
      }
    }

    /** The value that has appeared meanwhile, or that a load of this process brings; else null. */
    private @Nullable Read<V> answerOf(Attempt attempt, long deadline) {
      if (!trust.holds()) {
        return bypassAsStale();
      }
      byte[] bytes = attempt.value();
      if (bytes != null) {
        return decode(bytes, CacheStatus.COLLAPSED);
      }
      String holder = attempt.holder();
      Flights.Flight flight = holder == null ? null : flights.find(holder, question);
      return flight == null ? null : join(flight, deadline);
    }

    @SuppressWarnings("unchecked") // a flight answers one question, whose type is V
    private Read<V> join(Flights.Flight flight, long deadline) {
      try {
        Duration limit = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        return new Read<>((V) flight.await(limit), CacheStatus.COLLAPSED);
      } catch (TimeoutException e) {
        return loadOnly(CacheStatus.WAITED);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return loadOnly(CacheStatus.WAITED);
      }
    }

    private Read<V> lead(Flights.Flight own) {
      Registered registered;
      Loaded<V> loaded;
      try {
        registered = register();
        metrics.load(kind);
        loaded = load.get();
        own.land(loaded.value());
      } catch (RuntimeException e) {
        own.crash(e);
        store.release(key, own.token());
        throw e;
      }
      V value = loaded.value();
      byte[] bytes = registered.mayFill() ? encode(value) : null;
      if (bytes != null) {
        describe(registered, loaded);
      }
      boolean stored = fill(own, value, bytes);
      return new Read<>(value, stored ? CacheStatus.STORED : registered.unstored());
    }

    private Registered register() {
      if (registration == null) {
        return Registered.NOT_NEEDED;
      }
      try {
        String id = store.register(registration);
        if (id == null) {
          metrics.refusedRegistration(kind);
          return Registered.REFUSED;
        }
        return Registered.as(id);
      } catch (CacheUnavailableException e) {
        return Registered.FAILED;
      }
    }

    /** Sent before the fill, as the page counts as one that may show anything until it is there. */
    private void describe(Registered registered, Loaded<V> loaded) {
      if (registered.id() != null && loaded.description() != null) {
        store.describe(loaded.description().of(registered.id()));
      }
    }

    private byte @Nullable [] encode(@Nullable V value) {
      return value == null ? ValueCodec.absent() : codec.encode(value);
    }

    /**
     * Whether the value is stored; the lease is given back in any case.
     *
     * @param bytes null: not to be stored
     */
    private boolean fill(Flights.Flight own, @Nullable V value, byte @Nullable [] bytes) {
      try {
        if (bytes != null) {
          boolean stored = store.fill(key, own.token(), bytes, lifetime(value == null));
          if (!stored) {
            metrics.refusedFill(kind);
          }
          return stored;
        }
      } catch (CacheUnavailableException e) {
        // The lease is given back below, if Redis comes to it.
      }
      store.release(key, own.token());
      return false;
    }

    private Duration lifetime(boolean absent) {
      if (absent) {
        return properties.absentTtl();
      }
      double part = 1 - Lifetimes.TTL_JITTER * ThreadLocalRandom.current().nextDouble();
      return Duration.ofMillis(Math.max(1, (long) (properties.ttl().toMillis() * part)));
    }

    private Read<V> bypassAsRedisFails() {
      metrics.bypassAsRedisFails(kind);
      return loadOnly(CacheStatus.BYPASS);
    }

    private Read<V> bypassAsStale() {
      metrics.bypassAsStale(kind);
      return loadOnly(CacheStatus.STALE);
    }

    @SuppressWarnings("unchecked") // a load answers one question, whose type is V
    private Read<V> loadOnly(CacheStatus status) {
      return new Read<>(
          (V) pastTheCache.load(question, properties.leaseWait(), this::loadCounted), status);
    }

    private @Nullable V loadCounted() {
      metrics.load(kind);
      return load.get().value();
    }

    /** The bytes' meaning; null if they have none, which makes them useless from now on. */
    private @Nullable Read<V> decode(byte[] bytes, CacheStatus status) {
      Decoded<V> decoded = codec.decode(bytes);
      return decoded.<@Nullable Read<V>>match(
          value -> new Read<>(value, status),
          () -> new Read<>(null, status),
          reason -> {
            useless = bytes;
            metrics.malformed(kind, key.name(), reason);
            return null;
          });
    }

    /** False if the thread was interrupted: whoever did so does not want the wait to go on. */
    private boolean sleep(Duration pause, long deadline) {
      try {
        TimeUnit.NANOSECONDS.sleep(Math.min(pause.toNanos(), deadline - System.nanoTime()));
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
