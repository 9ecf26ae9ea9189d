package dev.freshet.redis;

import io.lettuce.core.SslOptions;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * How to speak TLS.
 *
 * @param keys with the certificate of this client, if it has one
 * @param trust in the servers' certificates
 * @param ciphers empty: those of the JVM
 * @param protocols empty: those of the JVM
 */
public record RedisTls(
    KeyManagerFactory keys,
    TrustManagerFactory trust,
    List<String> ciphers,
    List<String> protocols) {

  SslOptions options() {
    SslOptions.Builder options = SslOptions.builder().keyManager(keys).trustManager(trust);
    if (!ciphers.isEmpty()) {
      options.cipherSuites(ciphers.toArray(String[]::new));
    }
    if (!protocols.isEmpty()) {
      options.protocols(protocols.toArray(String[]::new));
    }
    return options.build();
  }
}
