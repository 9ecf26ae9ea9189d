package dev.freshet.cache.near;

import dev.freshet.cache.CacheUnavailableException;
import dev.freshet.keys.near.NearDeletion;
import dev.freshet.keys.near.NearMessage;
import java.util.List;
import java.util.Optional;

/**
 * What the near tier needs of Redis. {@link #start}, {@link #renew} and {@link #tell} go over the
 * connection that values are read by: a session holds for what is read by one connection. Every
 * method throws {@link CacheUnavailableException} when Redis does not do it in time.
 */
public interface NearChannel {

  /** Where a session may begin now; empty while no invalidator has written a watermark. */
  Optional<Start> start();

  /** Tells the invalidator, and asks what it has granted, in one step. */
  Answer renew(NearMessage renewal);

  /** Tells the invalidator, without waiting. */
  void tell(NearMessage message);

  /**
   * Waits a little for entries, over a connection of its own. Used by one thread.
   *
   * @param cursor where to go on
   */
  Followed follow(String cursor);

  /** Another number after each loss of the connection that values are read by. */
  long losses();

  /**
   * Where a session begins.
   *
   * @param run of the invalidator
   * @param cursor behind the last entry of the stream
   * @param number of the run's last entry; 0 if the last is not of the run
   */
  record Start(String run, String cursor, long number) {}

  /**
   * @param run that the watermark is of; empty if there is none
   * @param granted the number of the last renewal that was granted; 0: none is, or it is not known
   *     any more
   */
  record Answer(String run, long granted) {}

  /**
   * @param entries in their order; an empty one cannot be understood
   * @param cursor behind the last of them
   */
  record Followed(List<Optional<NearDeletion>> entries, String cursor) {

    public Followed {
      entries = List.copyOf(entries);
    }
  }
}
