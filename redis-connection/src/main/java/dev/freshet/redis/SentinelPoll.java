package dev.freshet.redis;

import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What Sentinels say about who is the master. A replica is promoted by the votes of more than half
 * of them, so what more than half say is not overtaken yet by what the others may know.
 *
 * @param asked how many were asked
 * @param opinions of those that have answered
 * @param failure of one that has not, if its answer was waited for
 */
record SentinelPoll(int asked, List<Opinion> opinions, Optional<Throwable> failure) {

  /**
   * @param master as it is named, not resolved
   * @param reached whether the Sentinel reaches that server, and is not about to replace it
   */
  record Opinion(InetSocketAddress master, boolean reached) {}

  /** Whether more than half reach the same master. */
  boolean isDecided() {
    return votes(true).values().stream().anyMatch(this::isMajority);
  }

  /** The server that most of them name; empty if none has answered. */
  Optional<InetSocketAddress> mostNamed() {
    return votes(false).entrySet().stream()
        .max(Comparator.comparingInt(Map.Entry::getValue))
        .map(Map.Entry::getKey);
  }

  /** The server that more than half of those asked name. */
  Optional<InetSocketAddress> majority() {
    return mostNamed().filter(named -> isMajority(votes(false).getOrDefault(named, 0)));
  }

  /**
   * Why a server may not be the master any more; empty if more than half say that it is.
   *
   * @param server whether an address is its own
   */
  Optional<String> doubtOf(Predicate<InetSocketAddress> server) {
    Optional<Opinion> other =
        opinions.stream().filter(opinion -> !server.test(opinion.master())).findFirst();
    if (other.isPresent()) {
      return Optional.of("Sentinel names another Redis master: " + text(other.get().master()));
    }
    long sure = opinions.stream().filter(Opinion::reached).count();
    return isMajority((int) sure)
        ? Optional.empty()
        : Optional.of(
            "%d of %d Sentinels answer and reach the Redis master, more than half must"
                .formatted(sure, asked));
  }

  static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  private boolean isMajority(int votes) {
    return votes > asked / 2;
  }

  private Map<InetSocketAddress, Integer> votes(boolean reachedOnly) {
    Map<InetSocketAddress, Integer> votes = new HashMap<>();
    opinions.stream()
        .filter(opinion -> opinion.reached() || !reachedOnly)
        .forEach(opinion -> votes.merge(opinion.master(), 1, Integer::sum));
    return votes;
  }
}
