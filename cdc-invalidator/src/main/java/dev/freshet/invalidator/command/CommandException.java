package dev.freshet.invalidator.command;

/** A command has failed. The message says why, in a line for each reason. */
final class CommandException extends Exception {

  private static final long serialVersionUID = 1L;

  CommandException(String message) {
    super(message);
  }
}
