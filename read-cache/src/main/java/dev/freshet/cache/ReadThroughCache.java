package dev.freshet.cache;

import dev.freshet.cache.near.NearCache;
import dev.freshet.cache.trust.CacheTrust;
import dev.freshet.cache.trust.Freshness;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Decoded;
import dev.freshet.keys.Kind;
import dev.freshet.keys.PageRegistration;
import dev.freshet.keys.ValueCodec;
import dev.freshet.time.Pauses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
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
  private final CacheSettings settings;
  private final @Nullable NearCache near;
  private final Admission admission;
  private final Fills fills;
  private final Flights flights = new Flights();
  private final SharedLoads pastTheCache = new SharedLoads();

  public ReadThroughCache(
      CacheStore store, CacheTrust trust, CacheMetrics metrics, CacheSettings settings) {
    this(store, trust, metrics, settings, null);
  }

  /**
   * @param near has values in this process's memory; null: none are kept
   */
  public ReadThroughCache(
      CacheStore store,
      CacheTrust trust,
      CacheMetrics metrics,
      CacheSettings settings,
      @Nullable NearCache near) {
    this.near = near;
    this.store = store;
    this.trust = trust;
    this.metrics = metrics;
    this.settings = settings;
    this.admission = new Admission(store, trust, metrics);
    this.fills = new Fills(store, metrics, settings);
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
    return readLoaded(key, freshness, codec, () -> Loaded.of(load.get()));
  }

  /**
   * As {@link #read(CacheKey, Freshness, ValueCodec, Supplier)}, for a value whose load also finds
   * until when it is valid.
   */
  public <V> Read<V> readLoaded(
      CacheKey key, Freshness freshness, ValueCodec<V> codec, Supplier<Loaded<V>> load) {
    return new Reading<>(key, codec, null, load).run(freshness);
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
   * The values of several keys, cached or loaded. Those that are cached take one round trip; those
   * whose leases this call gets are loaded together, before it waits for loads of others.
   *
   * @param keys of one kind
   * @param codecs for each key's value
   * @param load reads the database in one snapshot; a key without an entry does not exist
   * @return an entry for each key, in their order
   * @throws IllegalArgumentException if the keys are of several kinds
   */
  public <V> Map<CacheKey, Read<V>> readAll(
      Collection<CacheKey> keys,
      Freshness freshness,
      Function<CacheKey, ValueCodec<V>> codecs,
      Function<List<CacheKey>, Map<CacheKey, V>> load) {
    List<CacheKey> distinct = keys.stream().distinct().toList();
    if (distinct.isEmpty()) {
      return Map.of();
    }
    if (distinct.stream().map(CacheKey::kind).distinct().count() > 1) {
      throw new IllegalArgumentException("keys of several kinds: " + distinct);
    }
    return new ReadingAll<>(distinct, codecs, load).run(freshness);
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
      CacheStatus refusal = admission.refusal(kind, freshness);
      if (refusal != null) {
        return loadOnly(refusal);
      }
      if (near != null && freshness.after() == null) {
        Decoded<V> copy = near.get(key, question, codec);
        Read<V> hit = copy == null ? null : read(copy, null, CacheStatus.NEAR_HIT);
        if (hit != null) {
          metrics.nearHit(kind);
          return hit;
        }
      }
      try {
        Read<V> hit = ask();
        if (hit != null) {
          if (!trust.holds()) {
            return loadOnly(admission.distrusted(kind, 1));
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

    /** What Redis has, if it means anything; kept for the next read. */
    private @Nullable Read<V> ask() {
      if (near == null) {
        byte[] bytes = store.get(key);
        return bytes == null ? null : read(codec.decode(bytes), bytes, CacheStatus.HIT);
      }
      try (NearCache.Asking asking = near.ask(key, question)) {
        Lasting found = asking.needsLife() ? store.getLasting(key) : Lasting.of(store.get(key));
        return found == null
            ? null
            : read(
                asking.answered(found.bytes(), found.life(), codec),
                found.bytes(),
                CacheStatus.HIT);
      }
    }

    private Read<V> miss(Flights.Flight own) {
      long deadline = System.nanoTime() + settings.leaseWait().toNanos();
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
        return loadOnly(admission.distrusted(kind, 1));
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
        registered = fills.register(registration);
        metrics.load(kind);
        loaded = load.get();
        own.land(loaded.value());
      } catch (RuntimeException e) {
        own.crash(e);
        store.release(key, own.token());
        throw e;
      }
      boolean stored = fills.fill(key, own.token(), registered, loaded, codec);
      return new Read<>(loaded.value(), stored ? CacheStatus.STORED : registered.unstored());
    }

    private Read<V> bypassAsRedisFails() {
      metrics.bypassAsRedisFails(kind);
      return loadOnly(CacheStatus.BYPASS);
    }

    @SuppressWarnings("unchecked") // a load answers one question, whose type is V
    private Read<V> loadOnly(CacheStatus status) {
      return new Read<>(
          (V) pastTheCache.load(question, settings.leaseWait(), this::loadCounted), status);
    }

    private @Nullable V loadCounted() {
      metrics.load(kind);
      return load.get().value();
    }

    private @Nullable Read<V> decode(byte[] bytes, CacheStatus status) {
      Decoded<V> known = near == null ? null : near.known(key, question, bytes);
      return read(known == null ? codec.decode(bytes) : known, bytes, status);
    }

    /**
     * What was decoded; null if it is nothing, which makes the bytes useless from now on.
     *
     * @param bytes that Redis has; null: it was not asked
     */
    private @Nullable Read<V> read(
        Decoded<V> decoded, byte @Nullable [] bytes, CacheStatus status) {
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

  /** One read of several keys of one kind. */
  private final class ReadingAll<V> {

    private final List<CacheKey> keys;
    private final Kind kind;
    private final Function<CacheKey, ValueCodec<V>> codecs;
    private final Function<List<CacheKey>, Map<CacheKey, V>> load;
    private final Map<CacheKey, Read<V>> reads = new HashMap<>();

    ReadingAll(
        List<CacheKey> keys,
        Function<CacheKey, ValueCodec<V>> codecs,
        Function<List<CacheKey>, Map<CacheKey, V>> load) {
      this.keys = keys;
      this.kind = keys.get(0).kind();
      this.codecs = codecs;
      this.load = load;
    }

    Map<CacheKey, Read<V>> run(Freshness freshness) {
      CacheStatus refusal = admission.refusal(kind, freshness);
      if (refusal != null) {
        loadOnly(keys, refusal);
      } else {
        List<Reading<V>> missing = findHits();
        if (missing != null) {
          readMissing(missing);
        }
      }
      Map<CacheKey, Read<V>> ordered = new LinkedHashMap<>();
      keys.forEach(key -> ordered.put(key, Objects.requireNonNull(reads.get(key))));
      return ordered;
    }

    /** Those that are not cached; null if all were loaded, as the cache has no part. */
    private @Nullable List<Reading<V>> findHits() {
      List<byte @Nullable []> values;
      try {
        values = store.getAll(keys);
      } catch (CacheUnavailableException e) {
        bypassAsRedisFails(keys);
        return null;
      }
      List<Reading<V>> missing = new ArrayList<>();
      for (int i = 0; i < keys.size(); i++) {
        CacheKey key = keys.get(i);
        Reading<V> reading =
            new Reading<>(
                key, codecs.apply(key), null, () -> Loaded.of(load.apply(List.of(key)).get(key)));
        byte[] bytes = values.get(i);
        Read<V> hit = bytes == null ? null : reading.decode(bytes, CacheStatus.HIT);
        if (hit == null) {
          missing.add(reading);
        } else {
          reads.put(key, hit);
        }
      }
      if (!trust.holds()) {
        loadOnly(keys, admission.distrusted(kind, keys.size()));
        return null;
      }
      reads.forEach((key, hit) -> metrics.hit(kind));
      missing.forEach(reading -> metrics.miss(kind));
      return missing;
    }

    private void readMissing(List<Reading<V>> missing) {
      List<Flights.Flight> announced =
          missing.stream().map(reading -> flights.announce(reading.question)).toList();
      try {
        List<String> tokens = announced.stream().map(Flights.Flight::token).toList();
        List<CacheKey> asked = missing.stream().map(reading -> reading.key).toList();
        List<Attempt> attempts;
        try {
          attempts = store.acquireAll(asked, tokens);
        } catch (CacheUnavailableException e) {
          for (int i = 0; i < asked.size(); i++) {
            store.release(asked.get(i), tokens.get(i));
          }
          bypassAsRedisFails(asked);
          return;
        }
        List<Integer> own =
            IntStream.range(0, asked.size())
                .filter(i -> tokens.get(i).equals(attempts.get(i).holder()))
                .boxed()
                .toList();
        lead(own.stream().map(missing::get).toList(), own.stream().map(announced::get).toList());
        for (int i = 0; i < asked.size(); i++) {
          if (!reads.containsKey(asked.get(i))) {
            reads.put(asked.get(i), missing.get(i).miss(announced.get(i)));
          }
        }
      } finally {
        announced.forEach(Flights.Flight::close);
      }
    }

    /** Loads those together whose leases are this call's. */
    private void lead(List<Reading<V>> own, List<Flights.Flight> announced) {
      if (own.isEmpty()) {
        return;
      }
      Map<CacheKey, V> values;
      try {
        metrics.load(kind);
        values = load.apply(own.stream().map(reading -> reading.key).toList());
      } catch (RuntimeException e) {
        for (int i = 0; i < own.size(); i++) {
          announced.get(i).crash(e);
          store.release(own.get(i).key, announced.get(i).token());
        }
        throw e;
      }
      for (int i = 0; i < own.size(); i++) {
        Reading<V> reading = own.get(i);
        V value = values.get(reading.key);
        announced.get(i).land(value);
        boolean stored =
            fills.fill(
                reading.key,
                announced.get(i).token(),
                Registered.NOT_NEEDED,
                Loaded.of(value),
                reading.codec);
        reads.put(
            reading.key, new Read<>(value, stored ? CacheStatus.STORED : CacheStatus.NOT_STORED));
      }
    }

    private void bypassAsRedisFails(List<CacheKey> asked) {
      asked.forEach(key -> metrics.bypassAsRedisFails(kind));
      loadOnly(asked, CacheStatus.BYPASS);
    }

    private void loadOnly(List<CacheKey> asked, CacheStatus status) {
      metrics.load(kind);
      Map<CacheKey, V> values = load.apply(asked);
      asked.forEach(key -> reads.put(key, new Read<>(values.get(key), status)));
    }
  }
}
