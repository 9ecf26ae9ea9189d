package dev.freshet.benchmarks.capture;

import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.local.stack.ServiceJars;
import java.util.ArrayList;
import java.util.List;

/** The contestants. */
enum FollowerKind {
  RAW("raw pgoutput", "raw"),
  FRESHET("Freshet", "freshet"),
  DEBEZIUM("Debezium's defaults", "debezium");

  private final String title;
  private final String slot;

  FollowerKind(String title, String slot) {
    this.title = title;
    this.slot = slot;
  }

  String title() {
    return title;
  }

  /** Its replication slot. */
  String slot() {
    return slot;
  }

  /** What {@code java} is to run. */
  List<String> program(Setup setup, FollowerArguments arguments) {
    if (this == FRESHET) {
      return ServiceJars.program(setup.jars().invalidator());
    }
    List<String> program =
        new ArrayList<>(Setup.program(this == RAW ? RawReader.class : PlainDebezium.class));
    program.addAll(arguments.toList());
    return program;
  }
}
