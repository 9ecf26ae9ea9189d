package dev.freshet.redis.spring;

import dev.freshet.redis.RedisLogin;
import dev.freshet.redis.RedisSettings;
import dev.freshet.redis.RedisTls;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/**
 * Where Redis is, for both services.
 *
 * @param uri see {@link RedisSettings#uri()}
 * @param username of the ACL user, in place of the URI's
 * @param password in place of the URI's
 * @param sentinel who signs in to the Sentinels
 * @param ssl whom to trust
 * @param connectTimeout for the connection and the handshake
 * @param commandTimeout after which a command has failed
 */
@ConfigurationProperties("freshet.redis")
public record RedisProperties(
    @DefaultValue("redis://localhost:6379") String uri,
    @Nullable String username,
    @Nullable String password,
    @DefaultValue Sentinel sentinel,
    @DefaultValue Ssl ssl,
    @DefaultValue("5s") Duration connectTimeout,
    @DefaultValue("2s") Duration commandTimeout) {

  /** Checked here, at start, by the settings' own rules. */
  public RedisProperties {
    settings(uri, username, password, sentinel, Optional.empty(), connectTimeout, commandTimeout);
  }

  /**
   * @param bundles those of {@code spring.ssl.bundle}
   * @throws org.springframework.boot.ssl.NoSuchSslBundleException if there is none of that name
   */
  public RedisSettings settings(SslBundles bundles) {
    Optional<RedisTls> tls =
        Optional.ofNullable(ssl.bundle()).map(bundles::getBundle).map(Ssl::tls);
    return settings(uri, username, password, sentinel, tls, connectTimeout, commandTimeout);
  }

  /**
   * The same, with servers and who signs in to them from elsewhere; what is given here comes first.
   *
   * @param uri in place of this one's
   * @param login in place of the URI's
   * @param sentinelLogin to the Sentinels
   * @param tls empty: as here
   */
  public RedisSettings settings(
      SslBundles bundles,
      String uri,
      Optional<RedisLogin> login,
      Optional<RedisLogin> sentinelLogin,
      Optional<SslBundle> tls) {
    RedisSettings own = settings(bundles);
    return new RedisSettings(
        uri,
        own.login().or(() -> login),
        own.sentinelLogin().or(() -> sentinelLogin),
        own.tls().or(() -> tls.map(Ssl::tls)),
        connectTimeout,
        commandTimeout);
  }

  private static RedisSettings settings(
      String uri,
      @Nullable String username,
      @Nullable String password,
      Sentinel sentinel,
      Optional<RedisTls> tls,
      Duration connectTimeout,
      Duration commandTimeout) {
    return new RedisSettings(
        uri,
        RedisLogin.of("freshet.redis", username, password),
        RedisLogin.of("freshet.redis.sentinel", sentinel.username(), sentinel.password()),
        tls,
        connectTimeout,
        commandTimeout);
  }

  /** Without the URI and the passwords. */
  @Override
  public String toString() {
    return "RedisProperties[" + new RedisSettings(uri, connectTimeout, commandTimeout) + "]";
  }

  /** Who signs in to the Sentinels; the servers have users of their own. */
  public record Sentinel(@Nullable String username, @Nullable String password) {

    /** Without the password. */
    @Override
    public String toString() {
      return "Sentinel[" + username + "]";
    }
  }

  /**
   * TLS.
   *
   * @param bundle of {@code spring.ssl.bundle}; TLS is used with it whatever the URI says. None:
   *     the trust store of the JVM, if the URI says TLS
   */
  public record Ssl(@Nullable String bundle) {

    private static RedisTls tls(SslBundle bundle) {
      SslOptions options = bundle.getOptions();
      return new RedisTls(
          bundle.getManagers().getKeyManagerFactory(),
          bundle.getManagers().getTrustManagerFactory(),
          list(options.getCiphers()),
          list(options.getEnabledProtocols()));
    }

    private static List<String> list(String @Nullable [] names) {
      return names == null ? List.of() : List.of(names);
    }
  }
}
