package dev.freshet.checker.history;

/**
 * A writer's transaction, as the writer knows it.
 *
 * @param begin before anything of it was sent
 * @param end after its commit was acknowledged; {@link Transaction#NEVER} if it never was
 * @param token of the fence that it ends with
 * @param applied whether the answer, at {@code end}, said that the fence is passed
 */
public record Write(long begin, long end, String token, boolean applied) {}
