package dev.freshet.keys;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Between the value of one key and its bytes in Redis: a MessagePack map that has the names and
 * values of the value's JSON. For any number of threads.
 */
public interface ValueCodec<V> {
  /**
   * The value's bytes; null if they could not hold all of it, or if it is not a value of this
   * codec's key. Such a value must not be cached.
   */
  byte @Nullable [] encode(V value);

  /**
   * What the bytes are, whoever wrote them. Never throws. What it allocates is bounded by the
   * length of the bytes, not by what they declare. Fields may come in any order, but exactly those
   * of the format.
   */
  Decoded<V> decode(byte[] bytes);

  /**
   * About how many bytes of memory a decoded value takes, if it may be kept and given to all who
   * read these bytes, as nobody changes it. Empty: each of them gets its own.
   */
  default OptionalInt shareableSize(V value) {
    return OptionalInt.empty();
  }

  /** The value of a key of which it is known that nothing has it: MessagePack's nil, one byte. */
  static byte[] absent() {
    return new byte[] {(byte) 0xc0};
  }

  /** Whether this is {@link #absent}. */
  static boolean isAbsent(byte[] bytes) {
    return bytes.length == 1 && bytes[0] == (byte) 0xc0;
  }
}
