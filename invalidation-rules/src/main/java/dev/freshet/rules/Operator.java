package dev.freshet.rules;

import java.util.stream.Stream;

/** Compares. */
enum Operator {
  EQUAL("=") {
    @Override
    boolean holds(int comparison) {
      return comparison == 0;
    }
  },
  UNEQUAL("<>") {
    @Override
    boolean holds(int comparison) {
      return comparison != 0;
    }
  },
  AT_MOST("<=") {
    @Override
    boolean holds(int comparison) {
      return comparison <= 0;
    }
  },
  AT_LEAST(">=") {
    @Override
    boolean holds(int comparison) {
      return comparison >= 0;
    }
  },
  LESS("<") {
    @Override
    boolean holds(int comparison) {
      return comparison < 0;
    }
  },
  GREATER(">") {
    @Override
    boolean holds(int comparison) {
      return comparison > 0;
    }
  };

  private final String sign;

  Operator(String sign) {
    this.sign = sign;
  }

  String sign() {
    return sign;
  }

  /**
   * Whether it holds of two values.
   *
   * @param comparison of the one with the other, as {@link Comparable#compareTo} has it
   */
  abstract boolean holds(int comparison);

  static Operator of(String sign) {
    return Stream.of(values())
        .filter(operator -> operator.sign.equals(sign.equals("!=") ? "<>" : sign))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown operator " + sign));
  }
}
