package dev.freshet.invalidator.capture.failure;

/** Something that trying again does not mend. The message says what to do, in one line. */
public final class UnmendableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UnmendableException(String message) {
    super(message);
  }
}
