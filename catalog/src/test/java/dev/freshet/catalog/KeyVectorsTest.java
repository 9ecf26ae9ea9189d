package dev.freshet.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KeyVectorsTest {
  private static final Map<String, String> PLAIN_KEYS =
      Map.of(
          "product 42", CatalogKeys.product(42).name(),
          "category 7", CatalogKeys.category(7).name(),
          "lease of product 42", CatalogKeys.product(42).lease(),
          "lease of category 7", CatalogKeys.category(7).lease(),
          "cache warming lock", CatalogKeys.NAMESPACE.warmingLock());

  @ParameterizedTest
  @MethodSource("vectors")
  void aQueryHasTheCanonicalFormAndTheKeyOfTheContract(String query, String canonical, String key) {
    ListingParams params = ListingParams.of(parse(query)::get);

    assertThat(params.canonical()).isEqualTo(canonical);
    assertThat(ListedPages.CATALOG.listing(params).key())
        .isEqualTo(CatalogKeys.SPACE.parse(key).orElseThrow());
    assertThat(ListedPages.CATALOG.listing(params).key()).hasToString(key);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void theCanonicalFormLeadsBackToTheParameters(String query, String canonical, String key) {
    ListingParams params = ListingParams.of(parse(query)::get);

    assertThat(ListingParams.ofCanonical(canonical)).contains(params);
    assertThat(CatalogKeys.listing(params.hash())).hasToString(key);
  }

  @ParameterizedTest
  @MethodSource("plainKeys")
  void aPlainKeyIsThatOfTheContract(String description, String key) {
    assertThat(PLAIN_KEYS).containsEntry(description, key);
  }

  @Test
  void theContractHasNoOtherPlainKeys() throws IOException {
    assertThat(contract().get("plain_keys").properties())
        .extracting(Map.Entry::getKey)
        .hasSameElementsAs(PLAIN_KEYS.keySet());
  }

  static Stream<Arguments> vectors() throws IOException {
    return contract()
        .get("vectors")
        .valueStream()
        .map(vector -> Arguments.of(text(vector, "query"), text(vector, "canonical"), key(vector)));
  }

  static Stream<Arguments> plainKeys() throws IOException {
    return contract().get("plain_keys").properties().stream()
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue().textValue()));
  }

  private static String key(JsonNode vector) {
    return text(vector, "key");
  }

  private static String text(JsonNode vector, String field) {
    return vector.get(field).textValue();
  }

  private static Map<String, String> parse(String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }

  private static JsonNode contract() throws IOException {
    try (InputStream json = KeyVectorsTest.class.getResourceAsStream("/key-vectors.json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(json));
    }
  }
}
