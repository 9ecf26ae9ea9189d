package dev.freshet.checker.history;

import org.jspecify.annotations.Nullable;

/**
 * A writer's transaction, as the writer knows it.
 *
 * @param begin before anything of it was sent
 * @param end after its commit was acknowledged; {@link Transaction#NEVER} if it never was
 * @param token of the fence that it ends with; null if the answer with it was lost
 * @param applied whether the answer, at {@code end}, said that the fence is passed
 * @param made a change that only this transaction can have made, if one is known
 */
public record Write(
    long begin, long end, @Nullable String token, boolean applied, @Nullable Made made) {

  /**
   * @param version the change's version; {@link Page#NOTHING} for the one deletion of this row by a
   *     transaction that did not note its token
   */
  public record Made(Row row, long version) {}
}
