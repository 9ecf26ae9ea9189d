package dev.freshet.local.process;

/** A server program that can be started again with the same command, on the same port and data. */
public interface ServerProcess {

  /** Starts the program; does not wait until it serves. */
  void start();

  /** Starts it this once with more arguments. */
  void start(String... more);

  /** Renames a file in the working directory of the running program. */
  void rename(String from, String to);

  /** SIGTERM, and waits until it has ended. */
  void terminate();

  /** SIGKILL, and waits until it has ended. */
  void kill();

  /** SIGSTOP: connections stay open and nothing answers. */
  void pause();

  /** SIGCONT. */
  void resume();

  /** Whether the program runs; a paused one does. */
  boolean isAlive();

  /** What it printed last, for an error message. */
  String output();

  /** Ends it, and removes what it left. */
  void remove();
}
