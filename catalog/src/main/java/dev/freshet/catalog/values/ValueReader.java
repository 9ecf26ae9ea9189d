package dev.freshet.catalog.values;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/**
 * Reads one MessagePack value from bytes that nobody vouches for. Every declared length is compared
 * with the bytes that remain before anything is allocated, and nothing is allocated for an element
 * before its bytes were read. Its methods throw {@link MalformedException}, or what msgpack-core
 * throws: {@link IOException} and {@link org.msgpack.core.MessagePackException}.
 */
final class ValueReader {
  /** Reads one element of an array. */
  interface ElementReader<E> {
    E read(ValueReader in) throws IOException;
  }

  private static final MessagePack.UnpackerConfig CONFIG =
      new MessagePack.UnpackerConfig().withAllowReadingBinaryAsString(false);
  private static final int MAX_INSTANT_LENGTH = 40;
  private static final char REPLACEMENT = '\uFFFD';

  private final byte[] bytes;
  private final MessageUnpacker in;

  ValueReader(byte[] bytes) {
    this.bytes = bytes;
    this.in = CONFIG.newUnpacker(bytes);
  }

  /** Begins a map that must have exactly these fields. */
  Fields fields(List<String> names) throws IOException {
    if (in.unpackMapHeader() != names.size()) {
      throw malformed("a field too many or too few");
    }
    return new Fields(this, names);
  }

  int mapSize() throws IOException {
    return fitting(in.unpackMapHeader(), 2);
  }

  int arraySize() throws IOException {
    return fitting(in.unpackArrayHeader(), 1);
  }

  <E> List<E> array(ElementReader<E> reader) throws IOException {
    int size = arraySize();
    List<E> elements = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      elements.add(reader.read(this));
    }
    return elements;
  }

  ValueType nextType() throws IOException {
    return in.getNextFormat().getValueType();
  }

  boolean tryNil() throws IOException {
    return in.tryUnpackNil();
  }

  boolean bool() throws IOException {
    return in.unpackBoolean();
  }

  long int64() throws IOException {
    return in.unpackLong();
  }

  @Nullable Long nullableInt64() throws IOException {
    return tryNil() ? null : (Long) int64();
  }

  long atLeast(long min) throws IOException {
    long value = int64();
    if (value < min) {
      throw malformed("number too small");
    }
    return value;
  }

  int intAtLeast(int min) throws IOException {
    int value = in.unpackInt();
    if (value < min) {
      throw malformed("number too small");
    }
    return value;
  }

  BigInteger bigInteger() throws IOException {
    return in.unpackBigInteger();
  }

  double float64() throws IOException {
    double value = in.unpackDouble();
    if (!Double.isFinite(value)) {
      throw malformed("number not finite");
    }
    return value;
  }

  String string() throws IOException {
    int length = fitting(in.unpackRawStringHeader(), 1);
    int start = position();
    in.readPayloadAsReference(length);
    String text = new String(bytes, start, length, StandardCharsets.UTF_8);
    // Java puts this character for what is not UTF-8; only then is a second, strict look needed.
    if (text.indexOf(REPLACEMENT) >= 0) {
      requireUtf8(start, length);
    }
    return text;
  }

  BigDecimal price() throws IOException {
    BigDecimal price = Prices.parse(string());
    if (price == null) {
      throw malformed("not a price");
    }
    return price;
  }

  Instant instant() throws IOException {
    String text = string();
    try {
      Instant instant = text.length() > MAX_INSTANT_LENGTH ? Instant.MIN : Instant.parse(text);
      if (instant.toString().equals(text)) {
        return instant;
      }
    } catch (DateTimeException e) {
      // The same answer as for a timestamp in another form.
    }
    throw malformed("not a timestamp");
  }

  void end() {
    if (position() != bytes.length) {
      throw malformed("more bytes than the value has");
    }
  }

  /** A reason that says where, but quotes nothing of the bytes. */
  MalformedException malformed(String reason) {
    return new MalformedException(reason + " before byte " + position());
  }

  int position() {
    return (int) in.getTotalReadBytes();
  }

  private int fitting(int length, int bytesEach) {
    if ((long) length * bytesEach > bytes.length - position()) {
      throw malformed("declares more than there is");
    }
    return length;
  }

  private void requireUtf8(int start, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length));
    } catch (CharacterCodingException e) {
      throw malformed("not UTF-8");
    }
  }
}
