package dev.freshet.benchmarks.values;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;

/**
 * The JDK's serialisation. The values are not serialisable, so records with the same components
 * stand for them.
 */
final class JdkFormat {

  static final String NAME = "JDK serialisation";

  private JdkFormat() {}

  static <V extends Serializable> Format<V> of(Class<V> type) {
    return new Format<>(NAME, JdkFormat::write, bytes -> type.cast(read(bytes)));
  }

  private static byte[] write(Serializable value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @SuppressWarnings("BanSerializableRead") // bytes of this class only
  private static Object read(byte[] bytes) {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
