package dev.freshet.catalog.values;

/** A value that its format cannot hold without loss. */
final class UnrepresentableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnrepresentableException(String reason) {
    super(reason, null, false, false);
  }
}
