package dev.freshet.checker.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.local.redis.LocalRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;

/** A script that keeps a Redis server busy: it answers nothing to anybody, and then errors. */
final class EndlessScript {

  private final LocalRedis redis;
  private final Socket client;

  private EndlessScript(LocalRedis redis, Socket client) {
    this.redis = redis;
    this.client = client;
  }

  /** Returns when the server is busy. */
  static EndlessScript startOn(LocalRedis redis) {
    // After this time it answers that it is busy, and can be told to end the script.
    redis.expectOk("CONFIG SET lua-time-limit 100");
    try {
      Socket client = new Socket(InetAddress.getLoopbackAddress(), redis.port());
      client.getOutputStream().write("EVAL \"while true do end\" 0\r\n".getBytes(UTF_8));
      while (!redis.command("PING").startsWith("-BUSY")) {
        Thread.onSpinWait();
      }
      return new EndlessScript(redis, client);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void kill() {
    redis.expectOk("SCRIPT KILL");
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
