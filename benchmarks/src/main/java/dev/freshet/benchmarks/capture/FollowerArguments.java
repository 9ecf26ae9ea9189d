package dev.freshet.benchmarks.capture;

import java.util.List;

/** What a program that follows the log is started with. */
record FollowerArguments(
    String jdbcUrl,
    String user,
    String password,
    String redisUri,
    String slot,
    String publication) {

  static FollowerArguments parse(String[] arguments) {
    return new FollowerArguments(
        arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
  }

  List<String> toList() {
    return List.of(jdbcUrl, user, password, redisUri, slot, publication);
  }
}
