package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Names and defaults are an interface: what is listed here does not change by accident. */
class PropertiesTest {

  @Test
  void everyPropertyHasItsNameAndDefault() throws IOException {
    Map<String, String> defaults = new TreeMap<>();
    String metadata = "META-INF/spring-configuration-metadata.json";
    for (URL url : Collections.list(PropertiesTest.class.getClassLoader().getResources(metadata))) {
      try (InputStream in = url.openStream()) {
        for (JsonNode property : JsonMapper.shared().readTree(in).get("properties")) {
          String name = property.get("name").stringValue();
          if (name.startsWith("freshet.")) {
            JsonNode value = property.get("defaultValue");
            defaults.put(name, value == null ? "" : value.asString());
          }
        }
      }
    }
    assertThat(defaults)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("freshet.capture.heartbeat-interval", "500ms"),
                Map.entry("freshet.capture.instance", "cdc-invalidator"),
                Map.entry("freshet.capture.publication", "freshet"),
                Map.entry("freshet.capture.retry-max", "5s"),
                Map.entry("freshet.capture.retry-min", "100ms"),
                Map.entry("freshet.capture.schema", ""),
                Map.entry("freshet.capture.slot", "freshet"),
                Map.entry("freshet.listings.max-live", "200000"),
                Map.entry("freshet.redis.command-timeout", "2s"),
                Map.entry("freshet.redis.connect-timeout", "5s"),
                Map.entry("freshet.redis.password", ""),
                Map.entry("freshet.redis.sentinel.password", ""),
                Map.entry("freshet.redis.sentinel.username", ""),
                Map.entry("freshet.redis.ssl.bundle", ""),
                Map.entry("freshet.redis.uri", "redis://localhost:6379"),
                Map.entry("freshet.redis.username", ""),
                Map.entry("freshet.rules.file", "")));
  }
}
