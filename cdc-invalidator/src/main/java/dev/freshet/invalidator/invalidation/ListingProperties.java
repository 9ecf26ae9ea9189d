package dev.freshet.invalidator.invalidation;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How many pages may be cached.
 *
 * @param maxLive the most registered listings and category pages that are kept in memory; pages
 *     beyond them are not cached
 */
@Validated
@ConfigurationProperties("freshet.listings")
record ListingProperties(@DefaultValue("200000") @Min(1) int maxLive) {}
