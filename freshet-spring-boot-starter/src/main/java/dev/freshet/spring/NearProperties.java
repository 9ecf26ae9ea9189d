package dev.freshet.spring;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Cached values in the application's own memory.
 *
 * @param memory for them; 0: none are kept
 * @param strict whether Redis is not trusted either while this process has no lease
 */
@ConfigurationProperties("freshet.near")
record NearProperties(
    @DefaultValue("32MB") DataSize memory, @DefaultValue("false") boolean strict) {

  NearProperties {
    if (memory.isNegative()) {
      throw new IllegalArgumentException("freshet.near.memory must not be negative");
    }
    if (strict && memory.toBytes() == 0) {
      throw new IllegalArgumentException(
          "freshet.near.strict needs some freshet.near.memory: without it there are no leases");
    }
  }
}
