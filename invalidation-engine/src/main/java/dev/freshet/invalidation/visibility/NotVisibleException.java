package dev.freshet.invalidation.visibility;

/**
 * Commits are not visible yet, and have not been for a while. Waiting on is all that helps; the
 * message says for whom, in one line.
 */
public final class NotVisibleException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotVisibleException(String message) {
    super(message);
  }
}
