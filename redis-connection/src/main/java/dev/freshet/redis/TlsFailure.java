package dev.freshet.redis;

import io.lettuce.core.RedisCommandTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Says in one line what is wrong with TLS, and what to do. */
final class TlsFailure {

  private static final String TRUST =
      "Name the PEM file of its CA in spring.ssl.bundle.pem.<name>.truststore.certificate, and"
          + " <name> in freshet.redis.ssl.bundle";

  private static final String NO_TLS =
      "the server does not seem to speak TLS on this port. Use its TLS port, or redis:// and no"
          + " freshet.redis.ssl.bundle";

  private TlsFailure() {}

  /** What is wrong with a connection by TLS; empty if the failure is of another kind. */
  static Optional<String> line(Throwable failure) {
    return causes(failure).flatMap(cause -> lineOf(cause).stream()).reduce((outer, inner) -> inner);
  }

  private static Optional<String> lineOf(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    // A plain Redis waits for the end of what it takes for a line.
    if (cause instanceof NotSslRecordException || cause instanceof RedisCommandTimeoutException) {
      return Optional.of(NO_TLS);
    }
    if (cause instanceof InvalidAlgorithmParameterException && message.contains("trustAnchors")) {
      return Optional.of("the Java trust store is empty, or its password is missing. " + TRUST);
    }
    if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
      return Optional.of("the server's certificate is not trusted (" + message + "). " + TRUST);
    }
    if (cause instanceof CertificateException && message.startsWith("No ")) {
      return Optional.of(
          "the server's certificate is of another host ("
              + message
              + "). Use a name that it has, or add ?verifyPeer=CA to freshet.redis.uri");
    }
    if (cause instanceof SSLException && message.contains("fatal alert")) {
      return Optional.of(
          "the server ended TLS ("
              + message
              + "). If it wants certificates of its clients, name them in"
              + " spring.ssl.bundle.pem.<name>.keystore.certificate and .private-key");
    }
    return cause instanceof SSLException || cause instanceof CertificateException
        ? Optional.of("TLS failed: " + message)
        : Optional.empty();
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
  }
}
