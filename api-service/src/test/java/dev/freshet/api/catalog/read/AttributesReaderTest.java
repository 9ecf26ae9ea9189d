package dev.freshet.api.catalog.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.catalog.Attributes;
import dev.freshet.catalog.JsonText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttributesReaderTest {

  private static final String ZEROS = "0".repeat(2_000);

  private final AttributesReader reader = new AttributesReader();

  @Test
  void everyTypeOfJsonIsRead() {
    Map<String, @Nullable Object> expected = new LinkedHashMap<>();
    expected.put("text", "t\u00e4");
    expected.put("int", 1);
    expected.put("long", 12345678901L);
    expected.put("big", new BigInteger("12345678901234567890123"));
    expected.put("decimal", new BigDecimal("1.50"));
    expected.put("list", Arrays.asList(true, false, null, Map.of("a", List.of())));

    assertThat(
            reader.read(
                "{\"text\": \"t\u00e4\", \"int\": 1, \"long\": 12345678901,"
                    + " \"big\": 12345678901234567890123, \"decimal\": 1.50,"
                    + " \"list\": [true, false, null, {\"a\": []}]}"))
        .containsExactlyEntriesOf(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[{\"a\": 1}]", "null", "\"text\"", "1", "true"})
  void whatIsNoObjectHasNoNames(String json) {
    assertThat(reader.read(json)).isEmpty();
  }

  @Test
  void whatNestsTooDeepIsKeptAsText() {
    int depth = 100_000;
    String inner = "{\"n\": [1.50, \"x\\\"\", null, true, " + "1" + ZEROS + "]}";
    String deep = "[".repeat(depth) + inner + "]".repeat(depth);
    Map<String, @Nullable Object> attributes = reader.read("{\"deep\": " + deep + ", \"z\": 1}");

    Object value = attributes.get("deep");
    for (int level = 2; level <= Attributes.MAX_DEPTH; level++) {
      value = value instanceof List<?> list ? list.get(0) : "no list at level " + level;
    }
    int left = depth - Attributes.MAX_DEPTH + 1;
    assertThat(value)
        .isEqualTo(
            new JsonText(
                "[".repeat(left)
                    + "{\"n\":[1.50,\"x\\\"\",null,true,1E+2000]}"
                    + "]".repeat(left)));
    assertThat(attributes).containsEntry("z", 1);
  }

  @Test
  void theZerosThatLongNumbersBeginOrEndWithAreLeftOut() {
    assertThat(number("1" + ZEROS)).isEqualTo(new BigDecimal("1E+2000"));
    assertThat(number("-12" + ZEROS + ".0")).isEqualTo(new BigDecimal("-12E+2000"));
    assertThat(number("0." + ZEROS + "12")).isEqualTo(new BigDecimal("12E-2002"));
    assertThat(number("-1.50" + ZEROS)).isEqualTo(new BigDecimal("-1.5"));
    assertThat(number("100." + ZEROS)).isEqualTo(new BigDecimal("1E+2"));
    assertThat(number("10.5" + ZEROS)).isEqualTo(new BigDecimal("10.5"));
    assertThat(number("0." + ZEROS)).isEqualTo(BigDecimal.ZERO);
  }

  @Test
  void aNumberOfManyDigitsKeepsThemAsText() {
    String digits = "9".repeat(131_072);
    assertThat(number(digits)).isEqualTo(new JsonText(digits));
    assertThat(number("-" + digits + ".5")).isEqualTo(new JsonText("-" + digits + ".5"));
    assertThat(number("1" + ZEROS + "1")).isEqualTo(new JsonText("1" + ZEROS + "1"));
  }

  private @Nullable Object number(String text) {
    return reader.read("{\"n\": " + text + "}").get("n");
  }
}
