package dev.freshet.invalidator.invalidation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;

import dev.freshet.invalidation.near.NearStore;
import dev.freshet.invalidation.redis.RedisNear;
import dev.freshet.invalidator.InvalidatorApplication;
import dev.freshet.redis.RedisConnection;
import dev.freshet.rules.Rules;
import java.util.Collection;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * The invalidator with one half of a mistake, for the checker to find: it grants leases whether the
 * watermark is of its run or not. The API's half is in {@code LeaseOfAnyRun}.
 */
public final class GrantWhateverTheRun {

  public static void main(String[] arguments) {
    new SpringApplicationBuilder(InvalidatorApplication.class, GrantWhateverTheRun.class)
        .run(arguments);
  }

  @Bean
  @Primary
  NearStore broken(RedisNear near, RedisConnection connection, Rules rules) {
    byte[] grants = rules.namespace().nearGrants().getBytes(UTF_8);
    return new ForwardingNearStore(near) {
      @Override
      public boolean grant(String run, Map<String, Long> renewals, Collection<String> gone)
          throws InterruptedException {
        if (!super.grant(run, renewals, gone) && !renewals.isEmpty()) {
          connection.ask(commands -> commands.hset(grants, bytes(renewals)));
        }
        return true;
      }
    };
  }

  private static Map<byte[], byte[]> bytes(Map<String, Long> renewals) {
    return renewals.entrySet().stream()
        .collect(
            toMap(
                each -> each.getKey().getBytes(UTF_8),
                each -> each.getValue().toString().getBytes(UTF_8)));
  }
}
