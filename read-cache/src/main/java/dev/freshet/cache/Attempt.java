package dev.freshet.cache;

import org.jspecify.annotations.Nullable;

/**
 * What an attempt to take a lease came to: the lease, or else a value that has appeared, or the
 * token of the lease's holder.
 *
 * @param value the key's bytes, if there are any
 * @param holder the token that the lease has; null if there is a value
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Attempt(byte @Nullable [] value, @Nullable String holder) {

  public static Attempt value(byte[] bytes) {
    return new Attempt(bytes, null);
  }

  public static Attempt heldBy(String token) {
    return new Attempt(null, token);
  }
}
