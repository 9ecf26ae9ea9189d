package dev.freshet.invalidation.cache;

/** Redis did not do what it was asked. */
public final class CacheException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean refused;

  public CacheException(String message, boolean refused, Throwable cause) {
    super(message, cause);
    this.refused = refused;
  }

  /** Whether Redis knows this client or its rights too little, which trying again does not mend. */
  public boolean isRefused() {
    return refused;
  }
}
