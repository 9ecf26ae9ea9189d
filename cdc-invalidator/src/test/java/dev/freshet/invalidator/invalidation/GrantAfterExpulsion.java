package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidation.near.NearStore;
import dev.freshet.invalidation.redis.RedisNear;
import dev.freshet.invalidator.InvalidatorApplication;
import dev.freshet.keys.near.NearMessage;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * The invalidator with a mistake, for the checker to find: any renewal makes a session, also one
 * that was expelled before.
 */
public final class GrantAfterExpulsion {

  public static void main(String[] arguments) {
    new SpringApplicationBuilder(InvalidatorApplication.class, GrantAfterExpulsion.class)
        .run(arguments);
  }

  @Bean
  @Primary
  NearStore broken(RedisNear near) {
    return new Forgetful(near);
  }

  private static final class Forgetful extends ForwardingNearStore {

    private static final long FIRST = 1;

    /** Of each session, the renewal that was taken for its first one. */
    private final Map<String, Long> renewals = new HashMap<>();

    Forgetful(NearStore store) {
      super(store);
    }

    @Override
    public List<NearMessage> receive() throws InterruptedException {
      return super.receive().stream().map(this::asFirst).toList();
    }

    private NearMessage asFirst(NearMessage message) {
      if (message.renewal() < FIRST) {
        return message;
      }
      renewals.put(message.session(), message.renewal());
      return new NearMessage(message.session(), message.run(), FIRST, message.acknowledged());
    }

    @Override
    public boolean grant(String run, Map<String, Long> granted, Collection<String> gone)
        throws InterruptedException {
      Map<String, Long> real = new HashMap<>(renewals);
      real.keySet().retainAll(granted.keySet());
      return super.grant(run, real, Set.of());
    }
  }
}
