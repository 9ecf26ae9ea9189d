package dev.freshet.benchmarks.capture;

import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.benchmarks.harness.Stack;
import dev.freshet.local.stack.ServiceProcess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The contestants. */
public enum FollowerKind {
  RAW("raw pgoutput", "raw"),
  FRESHET("Freshet", "freshet"),
  BEFORE("Freshet of another version", "before"),
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

  /** Those of a run: with another version in place of the slowest one, if there is one. */
  static List<FollowerKind> of(Setup setup) {
    return Stream.of(values())
        .filter(kind -> kind != (setup.before().isPresent() ? DEBEZIUM : BEFORE))
        .toList();
  }

  /** Whether it is an invalidator of Freshet's. */
  boolean isFreshet() {
    return this == FRESHET || this == BEFORE;
  }

  /** Its replication slot. */
  String slot() {
    return slot;
  }

  /** Starts it; does not wait for it. */
  ServiceProcess start(CapturedServers servers) {
    Stack stack = servers.stack();
    Map<String, String> settings = new HashMap<>(servers.settings());
    settings.put(FollowerSettings.SLOT, slot);
    return switch (this) {
      case FRESHET -> stack.invalidator(settings);
      case BEFORE -> stack.invalidatorBefore(settings);
      case RAW -> stack.follower(slot, RawReader.class, settings);
      case DEBEZIUM -> stack.follower(slot, PlainDebezium.class, settings);
    };
  }
}
