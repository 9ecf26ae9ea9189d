package dev.freshet.invalidation.recording;

/** A recording cannot be read, or not to its end. The message says why, in one line. */
public final class RecordingException extends Exception {

  private static final long serialVersionUID = 1L;

  RecordingException(String message) {
    super(message);
  }
}
