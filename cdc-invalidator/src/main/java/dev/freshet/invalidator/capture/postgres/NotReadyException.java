package dev.freshet.invalidator.capture.postgres;

/** Something is not there yet; waiting may help. The message says what, in one line. */
public final class NotReadyException extends Exception {

  private static final long serialVersionUID = 1L;

  NotReadyException(String message) {
    super(message);
  }
}
