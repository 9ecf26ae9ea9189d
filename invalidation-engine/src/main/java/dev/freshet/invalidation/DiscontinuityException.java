package dev.freshet.invalidation;

/**
 * What was applied may not be in the cache: the run is over, and the next one finds out what was
 * missed. The message says what was noticed.
 */
public final class DiscontinuityException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DiscontinuityException(String message) {
    super(message);
  }
}
