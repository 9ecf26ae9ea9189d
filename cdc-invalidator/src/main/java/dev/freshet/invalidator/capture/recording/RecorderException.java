package dev.freshet.invalidator.capture.recording;

/** Changes cannot be recorded, or not any longer. The message says why, in one line. */
public final class RecorderException extends Exception {

  private static final long serialVersionUID = 1L;

  RecorderException(String message) {
    super(message);
  }
}
