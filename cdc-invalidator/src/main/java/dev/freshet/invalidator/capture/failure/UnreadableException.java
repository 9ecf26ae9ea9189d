package dev.freshet.invalidator.capture.failure;

/**
 * The stream has come to something that cannot be read: by the server that decodes it, or by
 * Debezium. It comes again each time that the stream is read from where it is acknowledged.
 */
public final class UnreadableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UnreadableException(Throwable cause) {
    super(cause);
  }
}
