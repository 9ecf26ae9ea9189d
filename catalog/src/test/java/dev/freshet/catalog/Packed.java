package dev.freshet.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** MessagePack made without the code under test. */
public final class Packed {
  /** Bytes that stand for themselves, as hex digits. */
  record Raw(String hex) {}

  private Packed() {}

  public static byte[] of(@Nullable Object tree) {
    MessageBufferPacker out = MessagePack.newDefaultBufferPacker();
    try {
      pack(tree, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void pack(@Nullable Object value, MessageBufferPacker out) throws IOException {
    if (value == null) {
      out.packNil();
    } else if (value instanceof Raw raw) {
      out.addPayload(HexFormat.of().parseHex(raw.hex()));
    } else if (value instanceof Map<?, ?> map) {
      out.packMapHeader(map.size());
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        pack(entry.getKey(), out);
        pack(entry.getValue(), out);
      }
    } else if (value instanceof List<?> list) {
      out.packArrayHeader(list.size());
      for (Object element : list) {
        pack(element, out);
      }
    } else if (value instanceof String text) {
      out.packString(text);
    } else if (value instanceof Boolean bool) {
      out.packBoolean(bool);
    } else if (value instanceof Double number) {
      out.packDouble(number);
    } else if (value instanceof BigInteger number) {
      out.packBigInteger(number);
    } else {
      out.packLong(((Number) value).longValue());
    }
  }
}
