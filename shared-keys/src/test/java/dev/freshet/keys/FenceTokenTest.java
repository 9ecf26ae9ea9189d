package dev.freshet.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FenceTokenTest {

  @Test
  void hasAKeyThatOtherProgramsCanDerive() {
    assertThat(new Namespace("products").fence(new FenceToken("import-7_b")))
        .isEqualTo("products:invalidation:fence:import-7_b");
  }

  @Test
  void randomTokensDiffer() {
    assertThat(Stream.generate(FenceToken::random).limit(1_000)).doesNotHaveDuplicates();
    assertThat(FenceToken.parse(FenceToken.random().text())).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a:b", "ä", "a\n", "{a}"})
  void otherTextIsNoToken(String text) {
    assertThat(FenceToken.parse(text)).isEmpty();
    assertThatThrownBy(() -> new FenceToken(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isAtMost64CharactersLong() {
    assertThat(FenceToken.parse("a".repeat(64))).isPresent();
    assertThat(FenceToken.parse("a".repeat(65))).isEmpty();
  }
}
