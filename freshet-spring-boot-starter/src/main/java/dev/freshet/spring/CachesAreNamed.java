package dev.freshet.spring;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether there is any {@code freshet.caches.<name>}. */
final class CachesAreNamed extends SpringBootCondition {

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    boolean named =
        Binder.get(context.getEnvironment())
            .bind("freshet.caches", Bindable.mapOf(String.class, Object.class))
            .map(caches -> !caches.isEmpty())
            .orElse(false);
    ConditionMessage.Builder message = ConditionMessage.forCondition("freshet.caches");
    return named
        ? ConditionOutcome.match(message.because("names caches"))
        : ConditionOutcome.noMatch(message.because("names no cache"));
  }
}
