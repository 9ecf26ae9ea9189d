package dev.freshet.cache;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/** The interleavings of six operations in three threads, in eight programs of them. */
final class Interleavings {

  /** Tried of each program. */
  private static final int INVOCATIONS = Integer.getInteger("lincheck.invocations", 300);

  private Interleavings() {}

  /** In each of them the model behaves as if its operations had come one after the other. */
  static void assertLinearizable(Class<?> model) {
    options().check(model);
  }

  /** In one of them it does not; the smallest program that shows it is not looked for. */
  static void assertNotLinearizable(Class<?> model) {
    assertThatThrownBy(() -> options().minimizeFailedScenario(false).check(model))
        .isInstanceOf(LincheckAssertionError.class);
  }

  private static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        .threads(3)
        .actorsPerThread(2)
        .iterations(8)
        .invocationsPerIteration(INVOCATIONS);
  }
}
