package dev.freshet.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for 127.0.0.1 that nobody has signed, made with the JDK's own keytool.
 *
 * @param certificate PEM file
 * @param key PEM file, not encrypted
 * @param keys both
 */
record SelfSignedCertificate(Path certificate, Path key, KeyStore keys) {

  private static final String PASSWORD = "changeit";

  static SelfSignedCertificate create(Path folder) throws Exception {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "redis",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "SAN=IP:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException("keytool ended with " + keytool.exitValue());
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return new SelfSignedCertificate(
        pem(folder, "CERTIFICATE", keys.getCertificate("redis").getEncoded()),
        pem(folder, "PRIVATE KEY", keys.getKey("redis", PASSWORD.toCharArray()).getEncoded()),
        keys);
  }

  /** Trusts this certificate, and shows it as the client's. */
  Optional<RedisTls> tls() throws GeneralSecurityException, IOException {
    return tls(keys);
  }

  /** Trusts this certificate, and has none of its own. */
  Optional<RedisTls> trustAlone() throws GeneralSecurityException, IOException {
    KeyStore none = KeyStore.getInstance("PKCS12");
    none.load(null, null);
    return tls(none);
  }

  private Optional<RedisTls> tls(KeyStore own) throws GeneralSecurityException, IOException {
    KeyManagerFactory keyManagers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keyManagers.init(own, PASSWORD.toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("redis", keys.getCertificate("redis"));
    TrustManagerFactory trustManagers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trustManagers.init(trusted);
    return Optional.of(new RedisTls(keyManagers, trustManagers, List.of(), List.of()));
  }

  private static Path pem(Path folder, String type, byte[] der) throws Exception {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        folder.resolve(type.replace(' ', '-') + ".pem"),
        "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
  }
}
