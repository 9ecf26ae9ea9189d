package dev.freshet.spring;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How writes wait for the invalidator.
 *
 * @param timeout after which a write is answered as pending; at most 1 minute. 0: no write waits,
 *     all are answered as pending
 */
@Validated
@ConfigurationProperties("freshet.fence")
record FenceProperties(
    @DurationMin @DurationMax(minutes = 1) @DefaultValue("2s") Duration timeout) {}
