package dev.freshet.checker.attack;

import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/** Paths of pages that nobody asks for twice. */
final class Searches {

  private static final int PARTS = 20;
  private static final List<String> SORTS = List.of("name", "-name", "price", "-price", "newest");

  private Searches() {}

  /** {@code String.hashCode} makes no difference between {@code az} and {@code b[}. */
  static IntFunction<String> colliding() {
    return number -> {
      StringBuilder term = new StringBuilder();
      for (int bit = 0; bit < PARTS; bit++) {
        term.append((number >> bit & 1) == 0 ? "az" : "b%5B");
      }
      return "/products?q=" + term;
    };
  }

  static IntFunction<String> random() {
    return number -> {
      Random random = new Random(number);
      return switch (number % 4) {
        case 0 -> "/products/" + Math.abs(random.nextLong() / 2);
        case 1 -> "/categories/" + Math.abs(random.nextLong() / 2);
        case 2 ->
            "/products?min_price=%d&sort=%s&page=%d"
                .formatted(
                    random.nextInt(1 << 30),
                    SORTS.get(number / 4 % SORTS.size()),
                    1 + random.nextInt(9_000));
        default -> "/products?q=" + "%C3%A9".repeat(90) + Integer.toHexString(number);
      };
    };
  }
}
