package dev.freshet.catalog.values;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Prices as text: the type numeric(12,2), not negative. */
final class Prices {
  private static final int SCALE = 2;
  private static final int MAX_PRECISION = 12;

  private Prices() {}

  static boolean isPrice(BigDecimal price) {
    return price.scale() == SCALE && price.signum() >= 0 && price.precision() <= MAX_PRECISION;
  }

  /** The price that is written exactly so, such as {@code 19.90}; null if none is. */
  static @Nullable BigDecimal parse(String text) {
    int point = text.length() - SCALE - 1;
    if (point < 1 || point > MAX_PRECISION - SCALE || (text.charAt(0) == '0' && point > 1)) {
      return null;
    }
    long cents = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (i == point ? c != '.' : c < '0' || c > '9') {
        return null;
      }
      cents = i == point ? cents : cents * 10 + (c - '0');
    }
    return BigDecimal.valueOf(cents, SCALE);
  }
}
