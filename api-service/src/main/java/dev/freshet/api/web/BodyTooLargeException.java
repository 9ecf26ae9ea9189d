package dev.freshet.api.web;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The request's body is longer than {@link BodyLimitFilter#MAX_BYTES}: 413. */
final class BodyTooLargeException extends IOException {

  static final String MESSAGE = "The body must not be longer than 1 MiB.";

  private static final long serialVersionUID = 1L;

  BodyTooLargeException() {
    super(MESSAGE);
  }

  static boolean isCauseOf(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BodyTooLargeException) {
        return true;
      }
    }
    return false;
  }
}
