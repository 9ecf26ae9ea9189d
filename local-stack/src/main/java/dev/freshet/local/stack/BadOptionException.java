package dev.freshet.local.stack;

/** A command line cannot be followed; the message says why. */
public final class BadOptionException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BadOptionException(String message) {
    super(message);
  }
}
