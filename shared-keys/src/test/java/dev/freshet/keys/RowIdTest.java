package dev.freshet.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowIdTest {

  @Test
  void isWrittenAsPostgreSqlWritesIt() {
    assertThat(RowId.of(-7)).hasToString("-7");
    assertThat(RowId.of(new UUID(0xABCDEFL, 1)))
        .hasToString("00000000-00ab-cdef-0000-000000000001");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE})
  void knowsIntegersAsTheyAreWritten(long id) {
    assertThat(RowId.of(id).integer()).hasValue(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"007", "-0", "+1", "1.0", "9223372036854775808", "٣", "a", "1 "})
  void anyOtherTextIsNoInteger(String text) {
    assertThat(new RowId(text).integer()).isEmpty();
  }

  @Test
  void knowsUuidsAsTheyAreWritten() {
    UUID id = UUID.randomUUID();

    assertThat(RowId.of(id).uuid()).contains(id);
    assertThat(new RowId(id.toString().toUpperCase(java.util.Locale.ROOT) + "A").uuid()).isEmpty();
    assertThat(new RowId("1-1-1-1-1").uuid()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\0b", "\uD800"})
  void refusesWhatNoRowHasOrNoEntryCanCarry(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new RowId(text));
  }

  @Test
  void refusesWhatIsLong() {
    assertThat(new RowId("x".repeat(RowId.LONGEST)).text()).hasSize(200);
    assertThatIllegalArgumentException().isThrownBy(() -> new RowId("x".repeat(201)));
  }
}
