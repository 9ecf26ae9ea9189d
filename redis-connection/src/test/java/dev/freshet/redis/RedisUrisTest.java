package dev.freshet.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrisTest {

  @Test
  void aPlainUriIsOneNode() {
    RedisUris uris = RedisUris.of("redis://reader:secret@cache:6380/2");

    assertThat(uris.cluster()).isFalse();
    RedisURI node = uris.nodes().get(0);
    assertThat(node.getHost()).isEqualTo("cache");
    assertThat(node.getPort()).isEqualTo(6380);
    assertThat(node.getDatabase()).isEqualTo(2);
    assertThat(username(node)).isEqualTo("reader");
  }

  @Test
  void rediss_meansTls() {
    assertThat(RedisUris.of("rediss://cache:6379").nodes().get(0).isSsl()).isTrue();
  }

  @Test
  void sentinelsAreListedInOneUri() {
    RedisURI uri = RedisUris.of("redis-sentinel://a:26379,b:26380#catalog").nodes().get(0);

    assertThat(uri.getSentinelMasterId()).isEqualTo("catalog");
    assertThat(uri.getSentinels()).extracting(RedisURI::getPort).containsExactly(26379, 26380);
  }

  @Test
  void clusterSeedsShareUserTlsAndParameters() {
    RedisUris uris = RedisUris.of("rediss-cluster://reader:s%40cret@a:7000,b:7001?verifyPeer=NONE");

    assertThat(uris.cluster()).isTrue();
    assertThat(uris.nodes()).extracting(RedisURI::getHost).containsExactly("a", "b");
    assertThat(uris.nodes())
        .allSatisfy(
            node -> {
              assertThat(node.isSsl()).isTrue();
              assertThat(node.isVerifyPeer()).isFalse();
              assertThat(username(node)).isEqualTo("reader");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "cache", "http://cache:6379", "redis-cluster://", "redis-cluster://a:x,b:1"})
  void otherUrisAreRefused(String uri) {
    assertThatThrownBy(() -> RedisUris.of(uri)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPasswordIsNeverPrinted() {
    RedisSettings settings =
        new RedisSettings(
            "redis://reader:secret@cache:6379", Duration.ofSeconds(5), Duration.ofSeconds(1));

    assertThat(settings.toString()).contains("cache:6379").doesNotContain("secret");
    assertThatThrownBy(() -> RedisUris.of("redis-cluster://u:secret@a:port"))
        .hasMessageNotContaining("secret");
  }

  private static @Nullable String username(RedisURI uri) {
    return Objects.requireNonNull(uri.getCredentialsProvider().resolveCredentials().block())
        .getUsername();
  }
}
