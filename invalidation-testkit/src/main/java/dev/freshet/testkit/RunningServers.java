package dev.freshet.testkit;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The servers of this test run, for who is not called by JUnit and so cannot be handed them, as
 * Spring when it makes the context of a test.
 */
final class RunningServers {

  private static final Map<Setup, TestServers> ALL = new ConcurrentHashMap<>();

  private RunningServers() {}

  static void began(Setup setup, TestServers servers) {
    ALL.put(setup, servers);
  }

  static void ended(Setup setup) {
    ALL.remove(setup);
  }

  /** Those for a setup; empty if no test class with it has begun. */
  static Optional<TestServers> of(Setup setup) {
    return Optional.ofNullable(ALL.get(setup));
  }
}
