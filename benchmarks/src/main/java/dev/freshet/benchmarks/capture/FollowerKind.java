package dev.freshet.benchmarks.capture;

import dev.freshet.benchmarks.harness.Stack;
import dev.freshet.local.stack.ServiceProcess;
import java.util.HashMap;
import java.util.Map;

/** The contestants. */
public enum FollowerKind {
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

  /** Starts it; does not wait for it. */
  ServiceProcess start(CapturedServers servers) {
    Stack stack = servers.stack();
    Map<String, String> settings = new HashMap<>(servers.settings());
    settings.put(FollowerSettings.SLOT, slot);
    return switch (this) {
      case FRESHET -> stack.invalidator(settings);
      case RAW -> stack.follower(slot, RawReader.class, settings);
      case DEBEZIUM -> stack.follower(slot, PlainDebezium.class, settings);
    };
  }
}
