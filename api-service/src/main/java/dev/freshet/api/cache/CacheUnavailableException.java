package dev.freshet.api.cache;

import org.jspecify.annotations.Nullable;

/** Redis did not do what was asked of it: it is down, too slow, or answered with an error. */
public final class CacheUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean ofOneKey;

  private CacheUnavailableException(String message, @Nullable Throwable cause, boolean ofOneKey) {
    super(message, cause, false, false);
    this.ofOneKey = ofOneKey;
  }

  /** The server as a whole fails. */
  public static CacheUnavailableException server(String message, @Nullable Throwable cause) {
    return new CacheUnavailableException(message, cause, false);
  }

  /** Just this key cannot be used, for example because it holds another type. */
  static CacheUnavailableException key(String message, Throwable cause) {
    return new CacheUnavailableException(message, cause, true);
  }

  /** Whether other keys are not concerned. */
  boolean ofOneKey() {
    return ofOneKey;
  }
}
