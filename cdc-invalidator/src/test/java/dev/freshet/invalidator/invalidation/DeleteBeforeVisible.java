package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidation.visibility.CommitVisibility;
import dev.freshet.invalidation.visibility.Lookups;
import dev.freshet.invalidator.InvalidatorApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * The invalidator with a mistake, for the checker to find: it takes every commit for visible as
 * soon as it hears of it.
 */
public final class DeleteBeforeVisible {

  public static void main(String[] arguments) {
    new SpringApplicationBuilder(InvalidatorApplication.class, DeleteBeforeVisible.class)
        .run(arguments);
  }

  @Bean
  @Primary
  CommitVisibility brokenVisibility() {
    return CommitVisibility.assumed(Lookups.NONE);
  }
}
