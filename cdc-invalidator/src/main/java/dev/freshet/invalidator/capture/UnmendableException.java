package dev.freshet.invalidator.capture;

/** Something that trying again does not mend. The message says what to do, in one line. */
final class UnmendableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnmendableException(String message) {
    super(message);
  }
}
