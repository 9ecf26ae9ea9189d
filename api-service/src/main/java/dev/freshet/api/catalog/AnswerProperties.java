package dev.freshet.api.catalog;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How answers are made of cached values.
 *
 * @param jsonMemory how much heap may be used to remember the JSON of cached values; 0: none
 */
@ConfigurationProperties("freshet.cache")
record AnswerProperties(@DefaultValue("32MB") DataSize jsonMemory) {

  AnswerProperties {
    if (jsonMemory.isNegative()) {
      throw new IllegalArgumentException("freshet.cache.json-memory must not be negative");
    }
  }
}
