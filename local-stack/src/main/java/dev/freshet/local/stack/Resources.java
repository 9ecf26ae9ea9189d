package dev.freshet.local.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Files in the jar. */
public final class Resources {

  private Resources() {}

  public static String text(String name) {
    return text(Resources.class, name);
  }

  /** The file of this name beside the class. */
  public static String text(Class<?> neighbour, String name) {
    try (@Nullable InputStream stream = neighbour.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
