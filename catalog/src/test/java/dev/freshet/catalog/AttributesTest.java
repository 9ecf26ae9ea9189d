package dev.freshet.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AttributesTest {
  private static final BigInteger MAX_UINT64 = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  @Test
  void integersOf64BitsBecomeLongOrBigInteger() {
    assertThat(normalised(1)).isEqualTo(1L);
    assertThat(normalised(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
    assertThat(normalised(new BigInteger("-9223372036854775808"))).isEqualTo(Long.MIN_VALUE);
    assertThat(normalised(new BigDecimal("9223372036854775807"))).isEqualTo(Long.MAX_VALUE);
    assertThat(normalised(new BigDecimal("1E+3"))).isEqualTo(1000L);
    assertThat(normalised(new BigInteger("9223372036854775808")))
        .isEqualTo(new BigInteger("9223372036854775808"));
    assertThat(normalised(new BigDecimal(MAX_UINT64))).isEqualTo(MAX_UINT64);
  }

  @Test
  void decimalsBecomeTheDoubleThatIsWrittenLikeThem() {
    assertThat(normalised(new BigDecimal("1.10"))).isEqualTo(1.1);
    assertThat(normalised(new BigDecimal("100.0"))).isEqualTo(100.0);
    assertThat(normalised(new BigDecimal("-0.001"))).isEqualTo(-0.001);
    assertThat(normalised(new BigDecimal("0.00"))).isEqualTo(0.0);
    assertThat(normalised(2.5)).isEqualTo(2.5);
  }

  @Test
  void numbersThatNoFormatHoldsStayAsTheyAre() {
    for (Number number :
        List.of(
            new BigDecimal("0.1000000000000000000001"),
            new BigDecimal("12345678901234567.8"),
            new BigDecimal("1E-400"),
            new BigDecimal("1E-2000000000"),
            new BigDecimal("1E+400"),
            new BigDecimal("1E+2000000000"),
            new BigDecimal("18446744073709551616"),
            MAX_UINT64.add(BigInteger.ONE),
            new BigInteger("-9223372036854775809"))) {
      assertThat(normalised(number)).isSameAs(number);
    }
  }

  @Test
  void isADeepCopyInTheSameOrderThatCannotBeModified() {
    Map<String, @Nullable Object> inner = new LinkedHashMap<>();
    inner.put("z", null);
    inner.put("a", true);
    List<@Nullable Object> list = new ArrayList<>(List.of("x", inner));
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("list", list);
    tree.put("b", "text");

    Map<String, @Nullable Object> copy = Attributes.of(tree);
    inner.clear();
    list.clear();
    tree.clear();

    assertThat(copy).hasToString("{list=[x, {z=null, a=true}], b=text}");
    List<?> copiedList = (List<?>) Objects.requireNonNull(copy.get("list"));
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(copy::clear);
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(copiedList::clear);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(((Map<?, ?>) copiedList.get(1))::clear);
  }

  @Test
  void isNormalisedOnce() {
    Map<String, @Nullable Object> once = Attributes.of(Map.of("a", new BigDecimal("1.50")));

    assertThat(Attributes.of(once)).isEqualTo(once);
  }

  @Test
  void refusesWhatJsonCannotHold() {
    assertThatIllegalArgumentException().isThrownBy(() -> normalised(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> normalised(Double.NEGATIVE_INFINITY));
    assertThatIllegalArgumentException().isThrownBy(() -> normalised(new Object()));
    assertThatIllegalArgumentException().isThrownBy(() -> normalised(Map.of(1, 2)));
  }

  private static @Nullable Object normalised(Object value) {
    Map<String, @Nullable Object> tree = new HashMap<>();
    tree.put("it", value);
    return Attributes.of(tree).get("it");
  }
}
