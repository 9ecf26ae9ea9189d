package dev.freshet.local.stack;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.local.stack.DemoCategories.DemoCategory;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.ObjectMapper;

class DemoCatalogTest {

  private static final int SIZE = 10_000;

  private final List<DemoProduct> products = new DemoCatalog(SIZE).products().toList();

  @Test
  void theSameProductsEveryTimeOnEveryJdk() {
    assertThat(new DemoCatalog(SIZE).products()).isEqualTo(products);
    assertThat(products.get(41).name()).isEqualTo("Halden Enamel Wok");
    assertThat(products.toString().hashCode()).isEqualTo(-1713915158);
  }

  @Test
  void aSmallerCatalogIsTheBeginningOfALargerOne() {
    assertThat(new DemoCatalog(100).products().toList()).isEqualTo(products.subList(0, 100));
  }

  @Test
  void fortyCategoriesOfWhichThirtyTwoHaveProducts() {
    List<DemoCategory> categories = new DemoCatalog(1).categories();
    assertThat(categories).hasSize(40);
    assertThat(categories).extracting(DemoCategory::slug).doesNotHaveDuplicates();
    assertThat(categories).allSatisfy(c -> assertThat(c.slug()).matches("[a-z0-9]+(-[a-z0-9]+)*"));
    Set<Integer> withProducts = products.stream().map(DemoProduct::categoryId).collect(toSet());
    Set<Integer> withParent =
        categories.stream()
            .filter(c -> c.parentId() != null)
            .map(DemoCategory::id)
            .collect(toSet());
    assertThat(withProducts).hasSize(32).isEqualTo(withParent);
  }

  @Test
  void productsAreWhatTheApiAccepts() {
    assertThat(products).extracting(DemoProduct::sku).doesNotHaveDuplicates();
    assertThat(products)
        .allSatisfy(
            product -> {
              assertThat(product.name()).hasSizeBetween(1, 200);
              assertThat(product.price()).matches("\\d{1,10}\\.\\d{2}");
              assertThat(product.images()).isBetween(1, 3);
              assertThat(product.stock()).isNotNegative();
            });
    assertThat(products).anyMatch(product -> product.stock() == 0);
  }

  @Test
  void attributesAreJson() {
    ObjectMapper json = new ObjectMapper();
    assertThat(products)
        .allSatisfy(product -> assertThat(json.readTree(product.attributes()).isObject()).isTrue());
  }
}
