package dev.freshet.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ListingRegistrationTest {
  private static final ListingParams PARAMS =
      ListingParams.of(Map.of("q", "l\u00e4mp \"x\"", "category_id", "7")::get);
  private static final ListingRegistration REGISTRATION = PARAMS.registration();

  @Test
  void isReadBackFromItsFields() {
    assertThat(ListingRegistration.of(REGISTRATION.fields())).contains(REGISTRATION);
    assertThat(REGISTRATION.params()).isEqualTo(PARAMS);
  }

  @Test
  void hasTheFieldsThatOtherProgramsWrite() {
    assertThat(REGISTRATION.fields())
        .isEqualTo(Map.of("hash", PARAMS.hash(), "params", PARAMS.canonical()));
  }

  @Test
  void otherFieldsAreIgnored() {
    Map<String, String> fields =
        Map.of("hash", PARAMS.hash(), "params", PARAMS.canonical(), "by", "api-1");

    assertThat(ListingRegistration.of(fields)).contains(REGISTRATION);
  }

  @Test
  void anythingMalformedIsNone() {
    assertThat(ListingRegistration.of(Map.of())).isEmpty();
    assertThat(ListingRegistration.of(Map.of("hash", PARAMS.hash()))).isEmpty();
    assertThat(ListingRegistration.of(Map.of("params", PARAMS.canonical()))).isEmpty();
    assertThat(ListingRegistration.of(fields("0123456789abcdef", PARAMS.canonical()))).isEmpty();
    assertThat(ListingRegistration.of(fields(PARAMS.hash(), "{}"))).isEmpty();
  }

  private static Map<String, String> fields(String hash, String params) {
    return Map.of("hash", hash, "params", params);
  }
}
