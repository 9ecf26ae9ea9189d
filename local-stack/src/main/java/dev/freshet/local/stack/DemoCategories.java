package dev.freshet.local.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Eight departments with four shelves each, which hold the products. All are categories. */
record DemoCategories(List<String> departments, List<Shelf> shelves) {

  static DemoCategories read() {
    List<Shelf> shelves =
        Resources.text("demo-categories.txt")
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(Shelf::parse)
            .toList();
    return new DemoCategories(shelves.stream().map(Shelf::department).distinct().toList(), shelves);
  }

  /** By id, from 1: the departments, then the shelves. */
  List<DemoCategory> all() {
    List<DemoCategory> all = new ArrayList<>();
    departments.forEach(name -> all.add(DemoCategory.of(all.size() + 1, name, null)));
    for (Shelf shelf : shelves) {
      int parent = departments.indexOf(shelf.department()) + 1;
      all.add(DemoCategory.of(all.size() + 1, shelf.name(), parent));
    }
    return all;
  }

  /** The id of the shelf's category. */
  int idOf(Shelf shelf) {
    return departments.size() + shelves.indexOf(shelf) + 1;
  }

  record DemoCategory(int id, String slug, String name, @Nullable Integer parentId) {

    private static DemoCategory of(int id, String name, @Nullable Integer parentId) {
      return new DemoCategory(id, name.toLowerCase(Locale.ROOT).replace(' ', '-'), name, parentId);
    }
  }

  /**
   * @param lowestPrice in cents, as is the highest
   */
  record Shelf(
      String department,
      String name,
      int lowestPrice,
      int highestPrice,
      List<String> materials,
      List<String> nouns) {

    private static Shelf parse(String line) {
      List<String> fields = List.of(line.split(" \\| "));
      List<String> prices = List.of(fields.get(2).split(" "));
      return new Shelf(
          fields.get(0),
          fields.get(1),
          Integer.parseInt(prices.get(0)),
          Integer.parseInt(prices.get(1)),
          List.of(fields.get(3).split(", ")),
          List.of(fields.get(4).split(", ")));
    }
  }
}
