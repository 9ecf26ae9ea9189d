package dev.freshet.api.web;

import dev.freshet.cache.CacheStatus;
import dev.freshet.cache.Read;
import dev.freshet.cache.fence.Fenced;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.MediaType;

/** From reads and writes to responses. */
public final class Responses {

  private static final String CACHE_STATUS = "Cache-Status";
  private static final String TOKEN = "Freshet-Token";
  private static final String FENCE = "Freshet-Fence";

  private Responses() {}

  /**
   * Sends the JSON that was read; tells the client how the cache took part.
   *
   * @throws NotFoundException if there is none
   */
  public static void send(Read<byte[]> json, String what, HttpServletResponse response)
      throws IOException {
    CacheStatus status = json.cacheStatus();
    if (status != null) {
      response.setHeader(CACHE_STATUS, status.header());
    }
    byte[] body = json.value();
    if (body == null) {
      throw new NotFoundException(what);
    }
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
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
