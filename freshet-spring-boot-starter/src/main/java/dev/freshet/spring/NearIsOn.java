package dev.freshet.spring;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.unit.DataSize;

/** Whether {@code freshet.near.memory} is not 0. */
final class NearIsOn extends SpringBootCondition {

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    boolean isOn =
        Binder.get(context.getEnvironment())
            .bind("freshet.near.memory", DataSize.class)
            .map(memory -> memory.toBytes() > 0)
            .orElse(true);
    ConditionMessage.Builder message = ConditionMessage.forCondition("freshet.near.memory");
    return isOn
        ? ConditionOutcome.match(message.because("is not 0"))
        : ConditionOutcome.noMatch(message.because("is 0"));
  }
}
