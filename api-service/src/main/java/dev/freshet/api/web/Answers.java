package dev.freshet.api.web;

import dev.freshet.api.cache.CacheStatus;
import dev.freshet.api.cache.Read;
import jakarta.servlet.http.HttpServletResponse;

/** From reads to responses. */
public final class Answers {

  private static final String CACHE_STATUS = "Cache-Status";

  private Answers() {}

  /**
   * The value that was read; tells the client how the cache took part.
   *
   * @throws NotFoundException if there is none
   */
  public static <V> V found(Read<V> read, String what, HttpServletResponse response) {
    CacheStatus status = read.cacheStatus();
    if (status != null) {
      response.setHeader(CACHE_STATUS, status.header());
    }
    V value = read.value();
    if (value == null) {
      throw new NotFoundException(what);
    }
    return value;
  }
}
