package dev.freshet.rules.listings;

import dev.freshet.keys.RowId;
import java.util.List;
import java.util.UUID;

/** Types of columns of ids, with an id for each of some numbers. */
enum IdType {
  BIGINT {
    @Override
    ProductId inRow(long number) {
      return ProductId.of(number);
    }
  },

  /** In another order than the numbers, some with the sign bit. */
  UUID {
    @Override
    ProductId inRow(long number) {
      return ProductId.of(
          new UUID((number % 3) << 62, Long.rotateLeft(number * 0x9E3779B97F4A7C15L, 7)));
    }

    @Override
    Object parameter(long number) {
      return ((ProductId.Uuid) inRow(number)).value();
    }
  },

  /** Among them those that would be ids of another type, and those that must be encoded. */
  TEXT {
    @Override
    ProductId inRow(long number) {
      return ProductId.of(
          number < ODD.size() ? ODD.get((int) number) : "P-%d/ü".formatted(number * 7919 % 10_007));
    }
  };

  private static final List<String> ODD =
      List.of("0", "1", "01", "00000000-0000-0000-0000-000000000001", "a,b", "-7", "%41", "B 2");

  abstract ProductId inRow(long number);

  /** As readers have it. */
  RowId onPage(long number) {
    return new RowId(inRow(number).text());
  }

  /** As a parameter of a statement. */
  Object parameter(long number) {
    return inRow(number) instanceof ProductId.Number id ? id.value() : inRow(number).text();
  }
}
