package dev.freshet.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Values may be the same for the database though they are written otherwise: then a change counts.
 */
class ComparedTypesTest {

  @ParameterizedTest
  @CsvSource({
    "text, Sold, false",
    "character varying, sold, true",
    "bpchar, 'sold  ', true",
    "citext, SOLD, true",
    "public.citext, SOLD, true",
    "public.state, Sold, false",
  })
  void aConditionMayHold(String type, String value, boolean mayHold) {
    Condition condition = Condition.of("state = 'sold'").with(Map.of("state", type));

    assertThat(condition.mayHold(new Row(Map.of("state", value)))).isEqualTo(mayHold);
  }

  @ParameterizedTest
  @CsvSource({
    "uuid, 'AAAAAAAA-0000-0000-0000-000000000000', true",
    "uuid, 'bbbbbbbb-0000-0000-0000-000000000000', false",
    "numeric, 1.0, true",
    "date, 2026-1-1, true",
    "timestamp with time zone, 2026-1-1, true",
    "boolean, t, true",
    "boolean, false, false",
  })
  void aConstantThatIsWrittenOtherwiseMayBeMeant(String type, String constant, boolean mayHold) {
    Condition condition =
        Condition.of("state = '%s'".formatted(constant)).with(Map.of("state", type));

    assertThat(condition.mayHold(new Row(Map.of("state", "true")))).isEqualTo(mayHold);
  }

  @ParameterizedTest
  @CsvSource({"text, false", "citext, true"})
  void aChangeMayAlterAComparison(String type, boolean counts) {
    Watched watched = Watched.of("state = 'sold'").with(Map.of("state", type));

    assertThat(
            watched.differs(new Row(Map.of("state", "SOLD")), new Row(Map.of("state", "returned"))))
        .isEqualTo(counts);
  }
}
