package dev.freshet.invalidator.capture.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.invalidation.cache.CacheException;
import java.io.EOFException;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {

  @ParameterizedTest
  @CsvSource({
    "28P01, spring.datasource.username and password",
    "28000, pg_hba.conf",
    "3D000, spring.datasource.url",
    "42501, docs/sql/role.sql"
  })
  void saysInOneLineWhatToDoAboutWhatWaitingDoesNotMend(String state, String remedy) {
    Throwable failure =
        new IllegalStateException(
            "outer", new RuntimeException(new SQLException("no\nDetail: more", state)));

    assertThat(Failures.remedy(failure))
        .hasValueSatisfying(
            line ->
                assertThat(line).startsWith("PostgreSQL: no. ").contains(remedy).hasLineCount(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"08001", "57P03", "57P01", "53300", "55006", "40001"})
  void saysNothingAboutWhatMayGoAway(String state) {
    assertThat(Failures.remedy(new RuntimeException(new SQLException("later", state)))).isEmpty();
    assertThat(Failures.remedy(new RuntimeException(new SQLException("later")))).isEmpty();
  }

  @Test
  void tellsAnOutageFromAFaultOfTheEngine() {
    assertThat(Failures.isOutage(new RuntimeException(new SQLException("gone")))).isTrue();
    assertThat(Failures.isOutage(new RuntimeException(new EOFException()))).isTrue();
    assertThat(Failures.isOutage(new RuntimeException(new NullPointerException()))).isFalse();
    assertThat(
            Stream.of("08006", "57P01", "57P03", "53300", "55006", "40001")
                .map(state -> new RuntimeException(new SQLException("later", state))))
        .allMatch(Failures::isOutage);
    // A publication that was missing then, a change too large to be sent, a broken server.
    assertThat(
            Stream.of("42704", "54000", "53200", "XX000", "22P02")
                .map(state -> new RuntimeException(new SQLException("again", state))))
        .noneMatch(Failures::isOutage);
  }

  @Test
  void aFailuresLineIsTheFirstOfItsRoot() {
    assertThat(
            Failures.line(
                new IllegalStateException(
                    new CacheException("Redis: gone", false, new IllegalStateException("inner")))))
        .isEqualTo("Redis: gone");
    assertThat(Failures.line(new RuntimeException("outer", new Exception("root\nat x"))))
        .isEqualTo("root");
    assertThat(Failures.line(new IllegalStateException()))
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(Failures.line(new IllegalStateException("")))
        .isEqualTo("java.lang.IllegalStateException: ");
  }
}
