package dev.freshet.invalidator.fence;

/** As many wait for fences as may at a time: 503. */
final class TooManyWaitsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TooManyWaitsException() {
    super("as many wait for fences as may at a time", null, false, false);
  }
}
