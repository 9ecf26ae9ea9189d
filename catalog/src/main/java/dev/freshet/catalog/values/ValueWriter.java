package dev.freshet.catalog.values;

import dev.freshet.catalog.Attributes;
import dev.freshet.catalog.Text;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/**
 * Writes one MessagePack value. Its methods throw {@link UnrepresentableException} for what {@link
 * ValueReader} would not read back as it was.
 */
final class ValueWriter {
  /** Writes one element of an array. */
  interface ElementWriter<E> {
    void write(E element, ValueWriter out) throws IOException;
  }

  private final MessageBufferPacker out = MessagePack.newDefaultBufferPacker();

  ValueWriter map(int size) throws IOException {
    out.packMapHeader(size);
    return this;
  }

  ValueWriter array(int size) throws IOException {
    out.packArrayHeader(size);
    return this;
  }

  <E> void array(List<E> elements, ElementWriter<E> writer) throws IOException {
    array(elements.size());
    for (E element : elements) {
      writer.write(element, this);
    }
  }

  ValueWriter name(String name) throws IOException {
    string(name);
    return this;
  }

  void nil() throws IOException {
    out.packNil();
  }

  void bool(boolean value) throws IOException {
    out.packBoolean(value);
  }

  void int64(long value) throws IOException {
    out.packLong(value);
  }

  void nullableInt64(@Nullable Long value) throws IOException {
    if (value == null) {
      nil();
    } else {
      int64(value);
    }
  }

  void atLeast(long min, long value) throws IOException {
    if (value < min) {
      throw new UnrepresentableException("a number is too small");
    }
    int64(value);
  }

  void bigInteger(BigInteger value) throws IOException {
    if (!Attributes.isRepresentable(value)) {
      throw new UnrepresentableException("an integer is too large");
    }
    out.packBigInteger(value);
  }

  void float64(double value) throws IOException {
    if (!Double.isFinite(value)) {
      throw new UnrepresentableException("a number is not finite");
    }
    out.packDouble(value);
  }

  void string(String value) throws IOException {
    if (!Text.isWellFormed(value)) {
      throw new UnrepresentableException("a surrogate has no pair");
    }
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    out.packRawStringHeader(utf8.length);
    out.writePayload(utf8);
  }

  void price(BigDecimal value) throws IOException {
    if (!Prices.isPrice(value)) {
      throw new UnrepresentableException("a price is out of range");
    }
    string(value.toPlainString());
  }

  void instant(Instant value) throws IOException {
    string(value.toString());
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }
}
