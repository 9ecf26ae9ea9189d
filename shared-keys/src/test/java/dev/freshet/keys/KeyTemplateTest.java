package dev.freshet.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTemplateTest {

  @Test
  void aKeyHasTheValuesInTheirPlaces() {
    KeyTemplate template = new KeyTemplate("product:{id}:{channel}:full");

    assertThat(template.placeholders()).containsExactly("id", "channel");
    assertThat(template.render(Map.of("channel", "eu", "id", "42")))
        .isEqualTo("product:42:eu:full");
  }

  @ParameterizedTest
  @CsvSource({
    "a b, a%20b",
    "a:b, a%3Ab",
    "'{x}', %7Bx%7D",
    "ü, %C3%BC",
    "100%, 100%25",
    "A-z_0.~, A-z_0.~",
    "*, %2A"
  })
  void whatMightMeanSomethingElseIsEncoded(String value, String encoded) {
    KeyTemplate template = new KeyTemplate("p:{id}");

    String key = template.render(Map.of("id", value));

    assertThat(key).isEqualTo("p:" + encoded);
    assertThat(template.matches(key)).isTrue();
    assertThat(template.values(key)).contains(List.of(value));
  }

  @ParameterizedTest
  @CsvSource({
    "p:{id}, p:1, true",
    "p:{id}, p:a%3Ab, true",
    "p:{id}, p:, false",
    "p:{id}, p:1:2, false",
    "p:{id}, '{p:1}:lock', false",
    "p:{id:int}, p:9223372036854775807, true",
    "p:{id:int}, p:9223372036854775808, false",
    "p:{id:int}, p:01, false",
    "p:{id:int}, p:a, false",
    "p:{id:hex16}, p:0123456789abcdef, true",
    "p:{id:hex16}, p:0123456789ABCDEF, false",
    "p:{id:uuid}, p:01234567-89ab-cdef-0123-456789abcdef, true",
    "p:{id:uuid}, p:0123456789abcdef, false"
  })
  void onlyWhatATemplateWritesIsItsKey(String template, String key, boolean isItsKey) {
    assertThat(new KeyTemplate(template).matches(key)).isEqualTo(isItsKey);
  }

  @ParameterizedTest
  @CsvSource({
    "p:{id}, p:{name}, true",
    "p:{id}, p:fixed, true",
    "p:{id:int}, p:fixed, false",
    "p:{id}, products:{id}, false",
    "p:{id}, p:{id}:{channel}, false",
    "p:{a}x{b}, p:{c}, true",
    "p:{a:int}, p:{b:uuid}, true",
    "p-{a}:x, p-b:{c}, true",
    "p-{a}:x, p-b:{c}y, false"
  })
  void twoTemplatesMayWriteOneKey(String one, String other, boolean mayEqual) {
    assertThat(new KeyTemplate(one).mayEqual(new KeyTemplate(other))).isEqualTo(mayEqual);
    assertThat(new KeyTemplate(other).mayEqual(new KeyTemplate(one))).isEqualTo(mayEqual);
  }

  @ParameterizedTest
  @CsvSource({
    "'{id}', begins with a placeholder",
    "p:{id, brace that belongs to no placeholder",
    "p:{id}}, brace that belongs to no placeholder",
    "p:{}, brace that belongs to no placeholder",
    "p:{id}{x}, nothing between them",
    "p:{id}:{id}, has {id} twice",
    "p:{id:float}, float is no type"
  })
  void aTemplateThatCannotBeReadSaysWhy(String template, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KeyTemplate(template))
        .withMessageContaining(why);
  }
}
