package dev.freshet.catalog.values;

/** Bytes that are not of the expected format. Without a stack trace: a bad value is no bug here. */
final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  MalformedException(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
