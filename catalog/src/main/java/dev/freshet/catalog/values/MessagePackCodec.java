package dev.freshet.catalog.values;

import dev.freshet.keys.Decoded;
import dev.freshet.keys.ValueCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageInsufficientBufferException;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageSizeException;

/**
 * @param mayBeAbsent whether a bare nil means something
 * @param ownValue whether a value belongs to this codec's key
 */
record MessagePackCodec<V>(
    boolean mayBeAbsent,
    Predicate<V> ownValue,
    ValueWriter.ElementWriter<V> writer,
    ValueReader.ElementReader<V> reader)
    implements ValueCodec<V> {

  @Override
  public byte @Nullable [] encode(V value) {
    if (!ownValue.test(value)) {
      return null;
    }
    ValueWriter out = new ValueWriter();
    try {
      writer.write(value, out);
    } catch (UnrepresentableException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("memory has no input or output errors", e);
    }
    byte[] bytes = out.toByteArray();
    return bytes.length <= ValueCodecs.MAX_BYTES ? bytes : null;
  }

  @Override
  public Decoded<V> decode(byte[] bytes) {
    if (mayBeAbsent && ValueCodec.isAbsent(bytes)) {
      return new Decoded.Absent<>();
    }
    if (bytes.length > ValueCodecs.MAX_BYTES) {
      return new Decoded.Malformed<>("too long");
    }
    ValueReader in = new ValueReader(bytes);
    try {
      V value = reader.read(in);
      in.end();
      return ownValue.test(value)
          ? new Decoded.Value<>(value)
          : new Decoded.Malformed<>("the value of another key");
    } catch (MalformedException e) {
      return new Decoded.Malformed<>(e.reason());
    } catch (MessageInsufficientBufferException | MessageSizeException e) {
      return new Decoded.Malformed<>("cut short");
    } catch (MessagePackException | IOException e) {
      return new Decoded.Malformed<>("not the expected type before byte " + in.position());
    }
  }
}
