package dev.freshet.invalidation.visibility;

/** The database does not answer a look-up, or not in time, while it answers other questions. */
public final class LookupException extends Exception {

  private static final long serialVersionUID = 1L;

  public LookupException(String message, Throwable cause) {
    super(message, cause);
  }

  public LookupException(String message) {
    super(message);
  }
}
