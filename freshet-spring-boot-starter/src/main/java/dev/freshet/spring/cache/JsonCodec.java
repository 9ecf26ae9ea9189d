package dev.freshet.spring.cache;

import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Values of one declared type as JSON, without names of classes in it. */
final class JsonCodec implements CacheCodec {

  private final ObjectWriter writer;
  private final ObjectReader reader;

  /**
   * @param type with its type arguments
   * @throws IllegalArgumentException if there is no such class
   */
  JsonCodec(JsonMapper json, String type) {
    JavaType declared = json.getTypeFactory().constructFromCanonical(type);
    this.writer = json.writerFor(declared);
    this.reader = json.readerFor(declared);
  }

  @Override
  public byte[] encode(Object value) {
    return writer.writeValueAsBytes(value);
  }

  @Override
  public Object decode(byte[] bytes) {
    return reader.readValue(bytes);
  }
}
