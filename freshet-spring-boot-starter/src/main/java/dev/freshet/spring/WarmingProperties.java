package dev.freshet.spring;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the cache is warmed after it was purged, or lost.
 *
 * @param keys how many of the most-read products, listings and category pages to load; 0: none
 * @param rate how many of them in a second, at most
 */
@Validated
@ConfigurationProperties("freshet.warming")
record WarmingProperties(
    @Min(0) @Max(100_000) @DefaultValue("1000") int keys,
    @Min(1) @Max(10_000) @DefaultValue("50") int rate) {}
