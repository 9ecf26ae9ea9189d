package dev.freshet.local.stack;

/** The stack cannot do what it was asked; the message is for the user. */
public final class StackException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StackException(String message) {
    super(message);
  }
}
