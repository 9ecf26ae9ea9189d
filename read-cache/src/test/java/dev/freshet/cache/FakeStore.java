package dev.freshet.cache;

import dev.freshet.cache.trust.AgedWatermark;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Kind;
import dev.freshet.keys.PageEntry;
import dev.freshet.keys.PageRegistration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A store in memory, which can fail and be invalidated. Nothing expires. */
final class FakeStore implements CacheStore {

  static final String REGISTRATION_ID = "17-0";

  final Map<String, byte[]> values = new HashMap<>();
  final Map<String, String> leases = new HashMap<>();
  final List<String> log = Collections.synchronizedList(new ArrayList<>());
  final Set<FenceToken> passed = new HashSet<>();
  volatile Runnable onGet = () -> {};
  volatile Runnable onAcquire = () -> {};
  Duration lastTtl = Duration.ZERO;
  private volatile @Nullable StoreOperation failing;
  private volatile boolean full;
  private volatile boolean progressUnknown;

  /** From now on the operation fails; null: none does. */
  void fail(@Nullable StoreOperation operation) {
    failing = operation;
  }

  /** From now on registrations are refused. */
  void refuseRegistrations() {
    full = true;
  }

  /** From now on nobody can tell how far the invalidator has come. */
  void hideProgress() {
    progressUnknown = true;
  }

  /** What the invalidator does. */
  synchronized void invalidate(CacheKey key) {
    values.remove(key.name());
    leases.remove(key.lease());
  }

  @Override
  public @Nullable Lasting getLasting(CacheKey key) {
    byte[] bytes = get(key);
    return bytes == null ? null : new Lasting(bytes, Duration.ofMinutes(5));
  }

  @Override
  public synchronized byte @Nullable [] get(CacheKey key) {
    check(StoreOperation.GET);
    onGet.run();
    return values.get(key.name());
  }

  @Override
  public synchronized Attempt acquire(CacheKey key, String token, byte @Nullable [] useless) {
    check(StoreOperation.ACQUIRE);
    onAcquire.run();
    byte[] value = values.get(key.name());
    if (value != null && !Arrays.equals(value, useless)) {
      return Attempt.value(value);
    }
    leases.putIfAbsent(key.lease(), token);
    return Attempt.heldBy(leases.getOrDefault(key.lease(), ""));
  }

  @Override
  public @Nullable String register(PageRegistration registration) {
    check(StoreOperation.REGISTER);
    log.add("register " + registration.key());
    return full ? null : REGISTRATION_ID;
  }

  @Override
  public void describe(PageEntry content) {
    log.add(
        "describe "
            + content.registration()
            + " as ["
            + content.fields().getOrDefault("ids", content.fields().get("tags"))
            + "]");
  }

  @Override
  public synchronized boolean fill(CacheKey key, String token, byte[] value, Duration ttl) {
    check(StoreOperation.FILL);
    log.add("fill " + key);
    if (!token.equals(leases.get(key.lease()))) {
      return false;
    }
    values.put(key.name(), value);
    leases.remove(key.lease());
    lastTtl = ttl;
    return true;
  }

  @Override
  public synchronized void release(CacheKey key, String token) {
    log.add("release " + key.name());
    leases.remove(key.lease(), token);
  }

  @Override
  public synchronized boolean delete(CacheKey key) {
    leases.remove(key.lease());
    return values.remove(key.name()) != null;
  }

  @Override
  public synchronized void deleteAll(Kind kind) {
    leases.clear();
    values.clear();
  }

  @Override
  public boolean isPassed(FenceToken token) {
    checkProgress();
    return passed.contains(token);
  }

  @Override
  public Optional<AgedWatermark> watermark() {
    checkProgress();
    return Optional.empty();
  }

  @Override
  public long losses() {
    return 0;
  }

  private void checkProgress() {
    if (progressUnknown) {
      throw CacheUnavailableException.server("failing on purpose", null);
    }
  }

  private void check(StoreOperation operation) {
    if (operation == failing) {
      throw CacheUnavailableException.server("failing on purpose", null);
    }
  }
}
