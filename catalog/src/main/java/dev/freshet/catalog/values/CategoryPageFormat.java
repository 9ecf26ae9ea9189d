package dev.freshet.catalog.values;

import dev.freshet.catalog.Category;
import dev.freshet.catalog.CategoryPage;
import dev.freshet.catalog.ProductSummary;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class CategoryPageFormat {
  private static final List<String> NAMES = List.of("category", "items", "total");
  private static final List<String> CATEGORY_NAMES = List.of("id", "slug", "name", "parent_id");
  private static final Category UNREAD = new Category(0, "", "", null);

  private CategoryPageFormat() {}

  static void write(CategoryPage page, ValueWriter out) throws IOException {
    out.map(NAMES.size());
    writeCategory(page.category(), out.name("category"));
    out.name("items").array(page.items(), SummaryFormat::write);
    out.name("total").atLeast(0, page.total());
  }

  static CategoryPage read(ValueReader in) throws IOException {
    Category category = UNREAD;
    List<ProductSummary> items = List.of();
    long total = 0;
    for (Fields fields = in.fields(NAMES); fields.hasNext(); ) {
      String field = fields.next();
      switch (field) {
        case "category" -> category = readCategory(in);
        case "items" -> items = in.array(SummaryFormat::read);
        case "total" -> total = in.atLeast(0);
        default -> throw new AssertionError(field);
      }
    }
    return new CategoryPage(category, items, total);
  }

  private static void writeCategory(Category category, ValueWriter out) throws IOException {
    out.map(CATEGORY_NAMES.size());
    out.name("id").int64(category.id());
    out.name("slug").string(category.slug());
    out.name("name").string(category.name());
    out.name("parent_id").nullableInt64(category.parentId());
  }

  private static Category readCategory(ValueReader in) throws IOException {
    long id = 0;
    String slug = "";
    String name = "";
    @Nullable Long parentId = null;
    for (Fields fields = in.fields(CATEGORY_NAMES); fields.hasNext(); ) {
      String field = fields.next();
      switch (field) {
        case "id" -> id = in.int64();
        case "slug" -> slug = in.string();
        case "name" -> name = in.string();
        case "parent_id" -> parentId = in.nullableInt64();
        default -> throw new AssertionError(field);
      }
    }
    return new Category(id, slug, name, parentId);
  }
}
