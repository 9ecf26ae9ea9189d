package dev.freshet.checker.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.checker.history.Change;
import dev.freshet.checker.history.Place;
import dev.freshet.checker.history.Row;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.ObjectMapper;

/** Which rows an answer shows where, and which changes of rows the places show. */
class ShopPageTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ShopPage.Channel EU = new ShopPage.Channel(5, "eu");
  private static final Row PRODUCT = new Row("product", 1);
  private static final Row CHANNEL = new Row("channel", 5);

  @Test
  void aProductHasAPlaceForWhateverItIsPutTogetherFrom() {
    String body =
        """
        {"id": 1, "name": "new v2", "currency": "new v3",
         "offers": [
           {"variant": 7, "sku": "a", "title": "new v4", "price": 0.05,
            "stock": [{"warehouse": 9, "name": "new v6", "quantity": 7}], "images": ["/images/8?v=8"]},
           {"variant": 8, "sku": "b", "title": "new v9", "price": null, "stock": [], "images": []}],
         "categories": [{"id": 3, "name": "new v10"}], "images": []}
        """;
    assertThat(new ShopPage.Product(1, EU, "DE").seen(Optional.of(body)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                itself(PRODUCT, 2),
                itself(CHANNEL, 3),
                nothingOf(new ShopPlace.Itself(new Row("product_translation", 1, 'D'))),
                Map.entry(
                    new ShopPlace.Variants(1),
                    Map.of(new Row("variant", 7), 4L, new Row("variant", 8), 9L)),
                itself(new Row("price", 7, 5), 5),
                nothingOf(new ShopPlace.Itself(new Row("price", 8, 5))),
                Map.entry(new ShopPlace.Stock(7), Map.of(new Row("stock", 7, 9), 7L)),
                nothingOf(new ShopPlace.Stock(8)),
                itself(new Row("warehouse", 9), 6),
                Map.entry(new ShopPlace.Images("variant", 7), Map.of(new Row("image", 8), 8L)),
                nothingOf(new ShopPlace.Images("variant", 8)),
                nothingOf(new ShopPlace.Images("product", 1)),
                Map.entry(
                    new ShopPlace.CategoriesOf(1), Map.of(new Row("product_category", 1, 3), 1L)),
                itself(new Row("category", 3), 10)));
  }

  @Test
  void aTranslatedNameStandsForTheProducts() {
    String body =
        """
        {"id": 1, "name": "DE v2", "currency": "new v3", "offers": [], "categories": [], "images": []}
        """;
    assertThat(new ShopPage.Product(1, EU, "DE").seen(Optional.of(body)))
        .contains(itself(new Row("product_translation", 1, 'D'), 2))
        .doesNotContainKey(new ShopPlace.Itself(PRODUCT));
  }

  @Test
  void aCategoryShowsTheCheapestOfEachProduct() {
    String body =
        """
        {"id": 3, "name": "new v2", "currency": "new v3", "products": [
          {"id": 1, "name": "new v4", "from": {"variant": 7, "price": 0.05}},
          {"id": 2, "name": "new v6", "from": null}]}
        """;
    assertThat(new ShopPage.Category(3, EU).seen(Optional.of(body)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                itself(new Row("category", 3), 2),
                itself(CHANNEL, 3),
                Map.entry(
                    new ShopPlace.ProductsIn(3),
                    Map.of(
                        new Row("product_category", 1, 3),
                        1L,
                        new Row("product_category", 2, 3),
                        1L)),
                itself(PRODUCT, 4),
                itself(new Row("product", 2), 6),
                Map.entry(new ShopPlace.VariantOf(1), Map.of(new Row("variant", 7), 1L)),
                itself(new Row("price", 7, 5), 5)));
  }

  @Test
  void anAnswerThatThereIsNoneSaysThatTheRowIsNotThere() {
    assertThat(new ShopPage.Product(1, EU, "EN").seen(Optional.empty()))
        .containsExactly(nothingOf(new ShopPlace.Itself(PRODUCT)));
  }

  @Test
  void placesShowWhatBelongsToThem() {
    Change variant = change(new Row("variant", 7), "{\"product_id\": 1}");
    assertThat(new ShopPlace.Variants(1).shows(variant)).isEqualTo(20);
    assertThat(new ShopPlace.Variants(2).shows(variant)).isEqualTo(Place.NOTHING);
    assertThat(new ShopPlace.VariantOf(1).shows(variant)).isEqualTo(ShopPlace.THERE);
    Change image = change(new Row("image", 8), "{\"owner_type\": \"variant\", \"owner_id\": 7}");
    assertThat(new ShopPlace.Images("variant", 7).shows(image)).isEqualTo(20);
    assertThat(new ShopPlace.Images("product", 7).shows(image)).isEqualTo(Place.NOTHING);
    Change stock = change(new Row("stock", 7, 9), "{}");
    assertThat(new ShopPlace.Stock(7).shows(stock)).isEqualTo(20);
    assertThat(new ShopPlace.Stock(9).shows(stock)).isEqualTo(Place.NOTHING);
    Change link = change(new Row("product_category", 1, 3), "{}");
    assertThat(new ShopPlace.CategoriesOf(1).shows(link)).isEqualTo(ShopPlace.THERE);
    assertThat(new ShopPlace.ProductsIn(3).shows(link)).isEqualTo(ShopPlace.THERE);
    assertThat(new ShopPlace.ProductsIn(1).shows(link)).isEqualTo(Place.NOTHING);
    Change gone = new Change(new Row("stock", 7, 9), 21, 1, null);
    assertThat(new ShopPlace.Stock(7).shows(gone)).isEqualTo(Place.NOTHING);
  }

  private static Change change(Row row, String state) {
    return new Change(row, 20, 1, ShopPlace.of(row.table(), JSON.readTree(state)));
  }

  private static Map.Entry<Place, Map<Row, Long>> itself(Row row, long version) {
    return Map.entry(new ShopPlace.Itself(row), Map.of(row, version));
  }

  private static Map.Entry<Place, Map<Row, Long>> nothingOf(Place place) {
    return Map.entry(place, Map.of());
  }
}
