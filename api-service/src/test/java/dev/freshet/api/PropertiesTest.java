package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;
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
                Map.entry("freshet.cache.enabled", "true"),
                Map.entry("freshet.cache.ttl", "5m"),
                Map.entry("freshet.cache.absent-ttl", "30s"),
                Map.entry("freshet.cache.lease", "10s"),
                Map.entry("freshet.cache.lease-wait", "5s"),
                Map.entry("freshet.cache.registry-limit", "1000000"),
                Map.entry("freshet.cache.registry-memory", "64MB"),
                Map.entry("freshet.cache.breaker.failures", "5"),
                Map.entry("freshet.cache.breaker.open-for", "1s"),
                Map.entry("freshet.namespace", "products"),
                Map.entry("freshet.caches", ""),
                Map.entry("freshet.fence.timeout", "2s"),
                Map.entry("freshet.max-staleness", ""),
                Map.entry("freshet.near.memory", "32MB"),
                Map.entry("freshet.near.strict", "false"),
                Map.entry("freshet.redis.uri", "redis://localhost:6379"),
                Map.entry("freshet.redis.username", ""),
                Map.entry("freshet.redis.password", ""),
                Map.entry("freshet.redis.sentinel.username", ""),
                Map.entry("freshet.redis.sentinel.password", ""),
                Map.entry("freshet.redis.ssl.bundle", ""),
                Map.entry("freshet.redis.connect-timeout", "5s"),
                Map.entry("freshet.redis.command-timeout", "2s"),
                Map.entry("freshet.web.min-token", "false"),
                Map.entry("freshet.warming.keys", "1000"),
                Map.entry("freshet.warming.rate", "50"),
                Map.entry("freshet.write.token", "")));
  }

  /** A client waits for it. */
  @Test
  void theApiWaitsForRedisNoLongerThanThis() throws IOException {
    assertThat(
            new YamlPropertySourceLoader()
                .load("packaged", new ClassPathResource("application.yaml"))
                .get(0)
                .getProperty("freshet.redis.command-timeout"))
        .hasToString("500ms");
  }
}
