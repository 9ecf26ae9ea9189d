package dev.freshet.checker.history;

/**
 * A read that found a row as it must not be found any more, or never was.
 *
 * @param seen the version, or {@link Place#NOTHING}
 * @param required the version that had been applied when the read began; {@link Place#NOTHING} if
 *     none was, and the row never was what was seen
 * @param applied when that was seen to be applied
 */
public record Violation(Read read, Row row, long seen, long required, long applied) {

  @Override
  public String toString() {
    return "GET %s through API %d (%s) found %s in version %d; version %d had been applied %.1f ms before the read began, which took %.1f ms"
        .formatted(
            read.page().path(),
            read.api() + 1,
            read.cacheStatus(),
            row,
            seen,
            required,
            (read.begin() - applied) / 1e6,
            (read.end() - read.begin()) / 1e6);
  }
}
