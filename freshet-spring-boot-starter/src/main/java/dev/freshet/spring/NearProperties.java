package dev.freshet.spring;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Hits from the application's own memory.
 *
 * @param memory for copies of cached values; 0: there are none
 */
@ConfigurationProperties("freshet.near")
record NearProperties(@DefaultValue("0B") DataSize memory) {

  NearProperties {
    if (memory.isNegative()) {
      throw new IllegalArgumentException("freshet.near.memory must not be negative");
    }
  }
}
