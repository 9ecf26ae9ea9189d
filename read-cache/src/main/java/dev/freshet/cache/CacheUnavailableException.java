package dev.freshet.cache;

import org.jspecify.annotations.Nullable;

/** Redis did not do what was asked of it: it is down, too slow, or answered with an error. */
public final class CacheUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean ofServer;
  private final boolean refusal;

  private CacheUnavailableException(
      String message, @Nullable Throwable cause, boolean ofServer, boolean refusal) {
    super(message, cause, false, false);
    this.ofServer = ofServer;
    this.refusal = refusal;
  }

  /** The server as a whole fails. */
  public static CacheUnavailableException server(String message, @Nullable Throwable cause) {
    return new CacheUnavailableException(message, cause, true, false);
  }

  /** The server does not let this client do it, or cannot do it. */
  public static CacheUnavailableException refused(String message, Throwable cause) {
    return new CacheUnavailableException(message, cause, true, true);
  }

  /** Just this key cannot be used, for example because its slot of a Cluster is moved. */
  public static CacheUnavailableException key(String message, Throwable cause) {
    return new CacheUnavailableException(message, cause, false, false);
  }

  /** The server stores nothing now, for example because it is full; what it has it returns. */
  public static CacheUnavailableException store(String message, Throwable cause) {
    return new CacheUnavailableException(message, cause, false, false);
  }

  /** Whether what others ask of the server is likely to fail as well. */
  public boolean isOfServer() {
    return ofServer;
  }

  /** Whether trying again mends it only when somebody has changed the server. */
  public boolean isRefusal() {
    return refusal;
  }
}
