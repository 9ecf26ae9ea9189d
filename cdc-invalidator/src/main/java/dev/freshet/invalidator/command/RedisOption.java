package dev.freshet.invalidator.command;

import dev.freshet.invalidation.redis.RedisTarget;
import dev.freshet.rules.Rules;
import dev.freshet.rules.explanation.Explanation;
import dev.freshet.rules.explanation.RegisteredPages;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where Redis is. */
final class RedisOption {

  private static final String DEFAULT = "redis://localhost:6379";

  @Option(
      names = "--redis",
      paramLabel = "URI",
      description = {
        "redis://, rediss://, redis-sentinel:// or redis-cluster://. Default: $FRESHET_REDIS_URI or "
            + DEFAULT
            + " to delete from; to explain, none, and listings are told by their rule. A URI with a"
            + " password belongs in the variable, not on the command line."
      })
  private @Nullable String uri;

  /** The Redis to delete from. */
  String uri(Map<String, String> environment) {
    return uri == null ? environment.getOrDefault("FRESHET_REDIS_URI", DEFAULT) : uri;
  }

  /** Reads, if a Redis was given, which pages are registered there. */
  Explanation explanation(Rules rules) throws InterruptedException {
    if (uri == null) {
      return Explanation.byRule(rules);
    }
    try (RedisTarget redis = RedisTarget.connect(uri, rules)) {
      return Explanation.by(rules, RegisteredPages.readFrom(redis.registry(), rules));
    }
  }
}
