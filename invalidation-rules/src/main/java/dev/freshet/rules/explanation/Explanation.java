package dev.freshet.rules.explanation;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.CachedKind;
import dev.freshet.rules.AffectedKeys;
import dev.freshet.rules.CapturedTable;
import dev.freshet.rules.Operation;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.listings.ProductChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which keys a change deletes, and why each, for people. */
public final class Explanation {

  private final Optional<RegisteredPages> registry;

  private Explanation(Optional<RegisteredPages> registry) {
    this.registry = registry;
  }

  /** Explains listings and category pages by the rule that finds them. */
  public static Explanation byRule() {
    return new Explanation(Optional.empty());
  }

  /** Explains listings and category pages by name, those that are registered. */
  public static Explanation by(RegisteredPages pages) {
    return new Explanation(Optional.of(pages));
  }

  /**
   * Lines of text: the change, and indented below it each thing that it deletes, with the reason.
   */
  public List<String> of(RowChange change) {
    List<String> lines = new ArrayList<>();
    lines.add(title(change));
    List<Affected> affected = affected(change);
    affected.forEach(each -> lines.add("  " + each));
    if (affected.isEmpty()) {
      lines.add("  nothing: " + whyNothing(change));
    }
    return lines;
  }

  /** Such as {@code update products id=42}. */
  public static String title(RowChange change) {
    String key =
        change.operation() == Operation.TRUNCATE
            ? ""
            : keyColumns(change.table()).stream()
                .map(column -> " " + column + "=" + values(change, column))
                .collect(Collectors.joining());
    return change.operation().tag() + " " + change.table().sqlName() + key;
  }

  private List<Affected> affected(RowChange change) {
    AffectedKeys affected;
    try {
      affected = AffectedKeys.of(change);
    } catch (RuntimeException e) {
      return List.of(
          new Affected(
              "everything that reads " + change.table().sqlName(), String.valueOf(e.getMessage())));
    }
    List<Affected> all = new ArrayList<>();
    affected.keys().stream()
        .sorted(Comparator.comparing(CacheKey::name))
        .forEach(key -> all.add(new Affected(key.name(), whyKey(change))));
    if (!affected.purges().isEmpty()) {
      all.add(new Affected(every(affected), whyPurge(change)));
    }
    affected.product().ifPresent(product -> all.addAll(pages(product)));
    return all;
  }

  private List<Affected> pages(ProductChange product) {
    return registry.map(pages -> pages.affectedBy(product)).orElseGet(() -> PageRules.of(product));
  }

  private static String every(AffectedKeys affected) {
    return Stream.of(CachedKind.values())
        .filter(affected.purges()::contains)
        .map(kind -> kind.prefix() + "*")
        .collect(Collectors.joining(" and "));
  }

  private static String whyPurge(RowChange change) {
    if (change.operation() == Operation.TRUNCATE) {
      return change.table().sqlName() + " was truncated";
    }
    List<String> lacking = new ArrayList<>();
    if (change.operation() != Operation.INSERT) {
      lacking.addAll(lacking("before", change.before()));
    }
    if (change.operation() != Operation.DELETE) {
      lacking.addAll(lacking("after", change.after()));
    }
    return String.join("; ", lacking) + ", so any of them may show it";
  }

  private static List<String> lacking(String image, Optional<Row> row) {
    if (row.isEmpty()) {
      return List.of("the row " + image + " is missing (replica identity is not full?)");
    }
    List<String> columns = AffectedKeys.lackingForSummary(row.get());
    return columns.isEmpty()
        ? List.of()
        : List.of("the row " + image + " lacks " + String.join(", ", columns));
  }

  private static String whyKey(RowChange change) {
    String row =
        switch (change.table()) {
          case PRODUCTS, CATEGORIES -> "its row";
          case PRODUCT_IMAGES -> "its image";
        };
    return switch (change.operation()) {
      case INSERT -> row + " is new (it may be cached as absent or without it)";
      case DELETE -> row + " is gone";
      case UPDATE ->
          change
              .before()
              .flatMap(before -> change.after().flatMap(after -> Differences.of(before, after)))
              .orElse(row + " has changed");
      case TRUNCATE -> "";
    };
  }

  private static String whyNothing(RowChange change) {
    Optional<String> differences =
        change
            .before()
            .flatMap(before -> change.after().flatMap(after -> Differences.of(before, after)));
    return differences
        .map(what -> "nothing in the cache shows " + what)
        .orElse("no column has changed");
  }

  private static List<String> keyColumns(CapturedTable table) {
    return switch (table) {
      case PRODUCTS, CATEGORIES -> List.of("id");
      case PRODUCT_IMAGES -> List.of("product_id", "position");
    };
  }

  private static String values(RowChange change, String column) {
    return Stream.of(change.before(), change.after())
        .flatMap(Optional::stream)
        .map(row -> String.valueOf(row.columns().get(column)))
        .distinct()
        .collect(Collectors.joining(" → "));
  }
}
