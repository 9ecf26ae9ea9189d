package dev.freshet.invalidation;

import dev.freshet.keys.FenceToken;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fences whose changes are applied, as far as the server knows that was asked to, but that must not
 * pass while readers may use another one. Not thread-safe.
 */
final class HeldFences {

  private static final Logger log = LoggerFactory.getLogger(HeldFences.class);

  /** Of more, those that have waited longest are forgotten, and never pass. */
  private static final int MOST = 100_000;

  private final Set<FenceToken> fences = new LinkedHashSet<>();
  private boolean reported;

  void add(List<FenceToken> more) {
    fences.addAll(more);
    while (fences.size() > MOST) {
      fences.remove(fences.iterator().next());
    }
  }

  boolean isEmpty() {
    return fences.isEmpty();
  }

  int size() {
    return fences.size();
  }

  /** In the order in which they came. */
  List<FenceToken> all() {
    return List.copyOf(fences);
  }

  void clear() {
    fences.clear();
    if (reported) {
      log.info("Fences pass again");
      reported = false;
    }
  }

  void holdFor(String reason) {
    if (!reported) {
      log.warn("Fences are held back, so that writes stay pending: {}", reason);
      reported = true;
    }
  }
}
