package dev.freshet.api.web;

import dev.freshet.api.cache.CacheStatus;
import dev.freshet.api.cache.Read;
import dev.freshet.api.fence.Fenced;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;

/** From reads and writes to responses. */
public final class Answers {

  private static final String CACHE_STATUS = "Cache-Status";
  private static final String TOKEN = "Freshet-Token";
  private static final String FENCE = "Freshet-Fence";

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

  /** What was written; tells the client whether reads see it already, and by what to make sure. */
  public static <V> V written(Fenced<V> written, HttpServletResponse response) {
    response.setHeader(TOKEN, written.token().text());
    response.setHeader(FENCE, written.applied() ? "applied" : "pending");
    return written.value();
  }

  /**
   * As {@link #written(Fenced, HttpServletResponse)}.
   *
   * @throws NotFoundException if there was nothing to change
   */
  public static <V> V written(
      Optional<Fenced<V>> written, String what, HttpServletResponse response) {
    return written(written.orElseThrow(() -> new NotFoundException(what)), response);
  }
}
