package dev.freshet.rules.listings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StreamIdTest {

  @Test
  void isTheSameAsItsText() {
    assertThat(StreamId.of("1700000000000-12").toString()).isEqualTo("1700000000000-12");
    assertThat(StreamId.of("5-0")).isEqualTo(new StreamId(5, 0));
  }

  @Test
  void isOrderedByTimeThenSequence() {
    assertThat(StreamId.of("9-9")).isLessThan(StreamId.of("10-0"));
    assertThat(StreamId.of("10-9")).isLessThan(StreamId.of("10-10"));
  }

  @Test
  void refusesAnyOtherText() {
    assertThatThrownBy(() -> StreamId.of("5")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> StreamId.of("a-b")).isInstanceOf(IllegalArgumentException.class);
  }
}
