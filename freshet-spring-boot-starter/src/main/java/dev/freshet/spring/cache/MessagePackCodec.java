package dev.freshet.spring.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.msgpack.core.ExtensionTypeHeader;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Values of one declared type as MessagePack: what Jackson makes of them, in fewer bytes than JSON
 * takes. Objects are maps with text keys. Decimals, and integers of more than 64 bits, which
 * MessagePack does not have, are extensions of type {@value #DECIMAL} and {@value #INTEGER} with
 * their digits as text.
 */
final class MessagePackCodec implements CacheCodec {

  private static final byte DECIMAL = 1;
  private static final byte INTEGER = 2;

  /** As many as Jackson reads by default. */
  private static final int DEEPEST = 500;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonMapper json;
  private final ObjectWriter writer;
  private final ObjectReader reader;

  /**
   * @param type with its type arguments
   * @throws IllegalArgumentException if there is no such class
   */
  MessagePackCodec(JsonMapper json, String type) {
    JavaType declared = json.getTypeFactory().constructFromCanonical(type);
    this.json = json;
    this.writer = json.writerFor(declared);
    this.reader = json.readerFor(declared);
  }

  @Override
  public byte[] encode(Object value) {
    try (TokenBuffer tokens = TokenBuffer.forGeneration();
        MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      writer.writeValue(tokens, value);
      pack(json.readTree(tokens.asParser()), packer);
      return packer.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pack(JsonNode node, MessageBufferPacker packer) throws IOException {
    switch (node.getNodeType()) {
      case OBJECT -> {
        packer.packMapHeader(node.size());
        for (Map.Entry<String, JsonNode> property : node.properties()) {
          packer.packString(property.getKey());
          pack(property.getValue(), packer);
        }
      }
      case ARRAY -> {
        packer.packArrayHeader(node.size());
        for (JsonNode element : node) {
          pack(element, packer);
        }
      }
      case STRING -> packer.packString(node.stringValue());
      case BOOLEAN -> packer.packBoolean(node.booleanValue());
      case NUMBER -> packNumber(node, packer);
      case BINARY -> {
        byte[] bytes = node.binaryValue();
        packer.packBinaryHeader(bytes.length);
        packer.writePayload(bytes);
      }
      case NULL, MISSING -> packer.packNil();
      case POJO -> throw new IllegalArgumentException("Jackson does not write it as data: " + node);
    }
  }

  private static void packNumber(JsonNode node, MessageBufferPacker packer) throws IOException {
    switch (node.numberType()) {
      case INT, LONG -> packer.packLong(node.longValue());
      case FLOAT -> packer.packFloat(node.floatValue());
      case DOUBLE -> packer.packDouble(node.doubleValue());
      case BIG_DECIMAL -> packDigits(DECIMAL, node.decimalValue().toString(), packer);
      case BIG_INTEGER -> packDigits(INTEGER, node.bigIntegerValue().toString(), packer);
    }
  }

  private static void packDigits(byte type, String digits, MessageBufferPacker packer)
      throws IOException {
    byte[] bytes = digits.getBytes(StandardCharsets.US_ASCII);
    packer.packExtensionTypeHeader(type, bytes.length);
    packer.writePayload(bytes);
  }

  @Override
  public Object decode(byte[] bytes) {
    try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
      JsonNode tree = unpack(unpacker, 0);
      if (unpacker.hasNext()) {
        throw new IllegalArgumentException("more than one value");
      }
      return reader.readValue(tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode unpack(MessageUnpacker unpacker, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("nested more than " + DEEPEST + " times");
    }
    MessageFormat format = unpacker.getNextFormat();
    return switch (format.getValueType()) {
      case MAP -> {
        int size = unpacker.unpackMapHeader();
        ObjectNode object = NODES.objectNode();
        for (int i = 0; i < size; i++) {
          String key = unpacker.unpackString();
          object.set(key, unpack(unpacker, depth + 1));
        }
        yield object;
      }
      case ARRAY -> {
        int size = unpacker.unpackArrayHeader();
        ArrayNode array = NODES.arrayNode();
        for (int i = 0; i < size; i++) {
          array.add(unpack(unpacker, depth + 1));
        }
        yield array;
      }
      case STRING -> NODES.stringNode(unpacker.unpackString());
      case BOOLEAN -> NODES.booleanNode(unpacker.unpackBoolean());
      case INTEGER -> NODES.numberNode(unpacker.unpackLong());
      case FLOAT ->
          format == MessageFormat.FLOAT32
              ? NODES.numberNode(unpacker.unpackFloat())
              : NODES.numberNode(unpacker.unpackDouble());
      case BINARY -> NODES.binaryNode(unpacker.readPayload(unpacker.unpackBinaryHeader()));
      case NIL -> {
        unpacker.unpackNil();
        yield NODES.nullNode();
      }
      case EXTENSION -> digits(unpacker);
    };
  }

  private static JsonNode digits(MessageUnpacker unpacker) throws IOException {
    ExtensionTypeHeader header = unpacker.unpackExtensionTypeHeader();
    String digits = new String(unpacker.readPayload(header.getLength()), StandardCharsets.US_ASCII);
    return switch (header.getType()) {
      case DECIMAL -> NODES.numberNode(new BigDecimal(digits));
      case INTEGER -> NODES.numberNode(new BigInteger(digits));
      default -> throw new IllegalArgumentException("extension " + header.getType());
    };
  }
}
