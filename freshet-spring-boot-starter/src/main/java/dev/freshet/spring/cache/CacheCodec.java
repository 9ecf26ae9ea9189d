package dev.freshet.spring.cache;

/**
 * Between values and their bytes. A version byte in front of them is not its affair. For any number
 * of threads.
 */
public interface CacheCodec {

  /**
   * The value's bytes.
   *
   * @throws RuntimeException if it has none: it is not cached, and the failure logged
   */
  byte[] encode(Object value);

  /**
   * The value that has these bytes.
   *
   * @throws RuntimeException if there is none: a miss, which is counted
   */
  Object decode(byte[] bytes);
}
