package dev.freshet.invalidator.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** What a command has printed, and the code that it would exit with. */
record CommandRun(int code, String out, String error) {

  /** Runs a command. */
  static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter error = new StringWriter();
    int code = Commands.run(new PrintWriter(out, true), new PrintWriter(error, true), arguments);
    return new CommandRun(code, out.toString(), error.toString());
  }

  /** The lines of the output. */
  List<String> lines() {
    return out.lines().toList();
  }
}
