package dev.freshet.cache;

import org.jspecify.annotations.Nullable;

/** Redis did not do what was asked of it: it is down, too slow, or answered with an error. */
public final class CacheUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean ofServer;

  private CacheUnavailableException(String message, @Nullable Throwable cause, boolean ofServer) {
    super(message, cause, false, false);
    this.ofServer = ofServer;
  }

  /** The server as a whole fails. */
  public static CacheUnavailableException server(String message, @Nullable Throwable cause) {
    return new CacheUnavailableException(message, cause, true);
  }

  /** Just this key cannot be used, for example because its slot of a Cluster is moved. */
  public static CacheUnavailableException key(String message, Throwable cause) {
    return new CacheUnavailableException(message, cause, false);
  }

  /** The server stores nothing now, for example because it is full; what it has it returns. */
  public static CacheUnavailableException store(String message, Throwable cause) {
    return new CacheUnavailableException(message, cause, false);
  }

  /** Whether what others ask of the server is likely to fail as well. */
  public boolean isOfServer() {
    return ofServer;
  }
}
