package dev.freshet.checker.shop;

import dev.freshet.checker.history.Page;
import dev.freshet.checker.history.Place;
import dev.freshet.checker.history.Row;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A page of the shop. There are always both channels. */
public sealed interface ShopPage extends Page {

  ObjectMapper JSON = new ObjectMapper();

  /** The row without which the page is not there. */
  Row root();

  /** Puts down what the answer shows. */
  void read(JsonNode answer, Sightings seen);

  @Override
  default Map<Place, Map<Row, Long>> seen(Optional<String> body) {
    Sightings seen = new Sightings();
    if (body.isEmpty()) {
      seen.open(new ShopPlace.Itself(root()));
    } else {
      read(JSON.readTree(body.get()), seen);
    }
    return seen.all();
  }

  /** A channel, as the tables and as the URLs have it. */
  record Channel(long id, String code) {
    Row row() {
      return new Row("channel", id);
    }
  }

  /**
   * A product in a channel.
   *
   * @param language EN or DE, in which names begin with these letters if they are translated
   */
  record Product(long id, Channel channel, String language) implements ShopPage {

    @Override
    public String path() {
      return "/products/%d?channel=%s&language=%s".formatted(id, channel.code(), language);
    }

    @Override
    public Row root() {
      return new Row("product", id);
    }

    @Override
    public void read(JsonNode answer, Sightings seen) {
      Row translation = new Row("product_translation", id, language.charAt(0));
      String name = answer.get("name").asString();
      if (name.startsWith(language)) {
        seen.text(translation, name);
      } else {
        seen.open(new ShopPlace.Itself(translation));
        seen.text(root(), name);
      }
      seen.text(channel.row(), answer.get("currency").asString());
      seen.open(new ShopPlace.Variants(id));
      answer.get("offers").forEach(offer -> readOffer(offer, seen));
      seen.open(new ShopPlace.CategoriesOf(id));
      for (JsonNode category : answer.get("categories")) {
        long of = category.get("id").asLong();
        seen.put(
            new ShopPlace.CategoriesOf(id), new Row("product_category", id, of), ShopPlace.THERE);
        seen.text(new Row("category", of), category.get("name").asString());
      }
      seen.images(new ShopPlace.Images("product", id), answer.get("images"));
    }

    private void readOffer(JsonNode offer, Sightings seen) {
      long variant = offer.get("variant").asLong();
      seen.put(
          new ShopPlace.Variants(id),
          new Row("variant", variant),
          Sightings.behind(" v", offer.get("title").asString()));
      seen.price(new Row("price", variant, channel.id()), offer.get("price"));
      ShopPlace stock = new ShopPlace.Stock(variant);
      seen.open(stock);
      for (JsonNode line : offer.get("stock")) {
        long warehouse = line.get("warehouse").asLong();
        seen.put(stock, new Row("stock", variant, warehouse), line.get("quantity").asLong());
        seen.text(new Row("warehouse", warehouse), line.get("name").asString());
      }
      seen.images(new ShopPlace.Images("variant", variant), offer.get("images"));
    }
  }

  /** A category in a channel, with the lowest price of each product. */
  record Category(long id, Channel channel) implements ShopPage {

    @Override
    public String path() {
      return "/categories/%d?channel=%s".formatted(id, channel.code());
    }

    @Override
    public Row root() {
      return new Row("category", id);
    }

    @Override
    public void read(JsonNode answer, Sightings seen) {
      seen.text(root(), answer.get("name").asString());
      seen.text(channel.row(), answer.get("currency").asString());
      ShopPlace products = new ShopPlace.ProductsIn(id);
      seen.open(products);
      for (JsonNode line : answer.get("products")) {
        long product = line.get("id").asLong();
        seen.put(products, new Row("product_category", product, id), ShopPlace.THERE);
        seen.text(new Row("product", product), line.get("name").asString());
        JsonNode from = line.get("from");
        if (!from.isNull()) {
          long variant = from.get("variant").asLong();
          seen.put(new ShopPlace.VariantOf(product), new Row("variant", variant), ShopPlace.THERE);
          seen.price(new Row("price", variant, channel.id()), from.get("price"));
        }
      }
    }
  }
}
