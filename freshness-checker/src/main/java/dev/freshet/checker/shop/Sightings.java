package dev.freshet.checker.shop;

import dev.freshet.checker.history.Place;
import dev.freshet.checker.history.Row;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Which rows an answer shows where, in the versions that the journal's triggers have put there. */
final class Sightings {

  private final Map<Place, Map<Row, Long>> seen = new HashMap<>();

  Map<Place, Map<Row, Long>> all() {
    return seen;
  }

  /** There is such a place, whether it shows anything or not. */
  void open(Place place) {
    seen.computeIfAbsent(place, any -> new HashMap<>());
  }

  void put(Place place, Row row, long version) {
    seen.computeIfAbsent(place, any -> new HashMap<>()).put(row, version);
  }

  /** The row by itself, with its version behind a text. */
  void text(Row row, String text) {
    put(new ShopPlace.Itself(row), row, behind(" v", text));
  }

  /** The row by itself, which is not there if the price is null. */
  void price(Row row, JsonNode price) {
    open(new ShopPlace.Itself(row));
    if (!price.isNull()) {
      put(new ShopPlace.Itself(row), row, price.decimalValue().movePointRight(2).longValueExact());
    }
  }

  void images(Place place, JsonNode urls) {
    open(place);
    for (JsonNode url : urls) {
      String text = url.asString();
      long id = Long.parseLong(text.substring("/images/".length(), text.indexOf('?')));
      put(place, new Row("image", id), behind("?v=", text));
    }
  }

  static long behind(String mark, String text) {
    return Long.parseLong(text.substring(text.lastIndexOf(mark) + mark.length()));
  }
}
