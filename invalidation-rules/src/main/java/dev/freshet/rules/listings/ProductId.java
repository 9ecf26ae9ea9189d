package dev.freshet.rules.listings;

import dev.freshet.keys.RowId;
import java.util.OptionalLong;
import java.util.UUID;

/** The id in a row, of a product or of its category, of the type that its column has. */
public sealed interface ProductId {

  /** An integer. */
  static ProductId of(long id) {
    return new Number(id);
  }

  /** A uuid. */
  static ProductId of(UUID id) {
    return new Uuid(id);
  }

  /** A text. How texts are ordered only the database knows. */
  static ProductId of(String id) {
    return new Text(id);
  }

  /** As PostgreSQL writes it. */
  String text();

  /**
   * What is equal for ids that are written alike, whatever their types, as the registry does not
   * tell these.
   */
  default Object key() {
    return key(text());
  }

  /** Two bytes of the {@link #key}'s hash. */
  default short hash() {
    return hash(text());
  }

  /**
   * The {@link #key} of an id that is written so: a Long, if it is the text of one, or the text.
   */
  static Object key(String text) {
    OptionalLong integer = RowId.integer(text);
    return integer.isPresent() ? (Object) integer.getAsLong() : text;
  }

  /** The {@link #hash} of an id that is written so. */
  static short hash(String text) {
    OptionalLong integer = RowId.integer(text);
    return hash(integer.isPresent() ? integer.getAsLong() : text.hashCode());
  }

  /** The upper bits of the product with the golden ratio, Knuth's multiplicative hashing. */
  private static short hash(long id) {
    return (short) (id * 0x9E3779B97F4A7C15L >>> 48);
  }

  record Number(long value) implements ProductId {

    @Override
    public String text() {
      return Long.toString(value);
    }

    @Override
    public Object key() {
      return value;
    }

    @Override
    public short hash() {
      return ProductId.hash(value);
    }
  }

  record Uuid(UUID value) implements ProductId {

    @Override
    public String text() {
      return value.toString();
    }
  }

  record Text(String text) implements ProductId {}
}
