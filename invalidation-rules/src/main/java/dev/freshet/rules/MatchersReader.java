package dev.freshet.rules;

import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.keys.Kind;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * From {@code matchers} of a rules file to the columns that listings show. There is one matcher,
 * the index of listings.
 */
final class MatchersReader {

  private static final String USE = "catalog-listings";

  private static final Set<String> COLUMNS =
      Set.of("id", "sku", "name", "category", "price", "currency", "in_stock", "created");

  private final RulesNodes yaml;
  private final Map<Kind, KindRules> kinds;
  private final Map<String, Optional<ListingColumns>> matchers = new LinkedHashMap<>();

  MatchersReader(RulesNodes yaml, Map<Kind, KindRules> kinds) {
    this.yaml = yaml;
    this.kinds = kinds;
  }

  /** The matchers by name; those that are wrong are empty. */
  Map<String, Optional<ListingColumns>> read(@Nullable Node node) {
    if (node == null) {
      return matchers;
    }
    for (NodeTuple each : yaml.tuples(node, "matchers")) {
      Node matcher = each.getValueNode();
      Map<String, Node> parts = yaml.mapping(matcher, "a matcher");
      yaml.refuseOthers(matcher, Set.of("use", "columns"), "use, columns");
      @Nullable Node use = parts.get("use");
      if (use == null || !yaml.text(use).equals(USE)) {
        yaml.problem(matcher, "\"use\" must be " + USE);
      }
      matchers.put(yaml.text(each.getKeyNode()), columns(matcher, parts.get("columns")));
    }
    return matchers;
  }

  private Optional<ListingColumns> columns(Node matcher, @Nullable Node node) {
    Map<String, Node> columns = node == null ? Map.of() : yaml.mapping(node, "columns");
    if (node != null) {
      yaml.refuseOthers(node, COLUMNS, String.join(", ", new TreeSet<>(COLUMNS)));
    }
    Optional<Set<Kind>> pages = pages(matcher);
    List<String> missing =
        COLUMNS.stream().filter(name -> !columns.containsKey(name)).sorted().toList();
    if (!missing.isEmpty()) {
      yaml.problem(matcher, "columns lacks " + String.join(", ", missing));
      return Optional.empty();
    }
    Optional<Watched> inStock = yaml.tried(columns.get("in_stock"), Watched::of);
    if (inStock.isPresent() && !(inStock.get() instanceof Watched.Comparison)) {
      yaml.problem(matcher, "in_stock is a comparison, such as stock > 0");
      return Optional.empty();
    }
    List<Optional<String>> names =
        List.of("id", "sku", "name", "category", "price", "currency", "created").stream()
            .map(name -> column(name, columns.get(name)))
            .toList();
    if (pages.isEmpty() || inStock.isEmpty() || names.stream().anyMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    List<String> all = names.stream().map(Optional::orElseThrow).toList();
    return Optional.of(
        new ListingColumns(
            RulesNodes.line(Objects.requireNonNull(columns.get("id"))),
            all.get(0),
            all.get(1),
            all.get(2),
            all.get(3),
            all.get(4),
            all.get(5),
            (Watched.Comparison) inStock.get(),
            all.get(6),
            pages.get(),
            false));
  }

  private Optional<String> column(String name, @Nullable Node node) {
    boolean isTuple =
        node instanceof SequenceNode || (node != null && yaml.text(node).contains(","));
    if (isTuple) {
      yaml.problem(
          node,
          "%s must be one column; readers say by one what a page shows. Pages of products with ids of several columns can have tags"
              .formatted(name));
      return Optional.empty();
    }
    return yaml.tried(node, SqlName::one);
  }

  /** The kinds of the pages; empty if they are not as the matcher's must be. */
  private Optional<Set<Kind>> pages(Node matcher) {
    Set<Kind> pages = new LinkedHashSet<>();
    boolean areSuitable = kinds.containsKey(ListedPages.LISTING);
    for (Kind kind : List.of(ListedPages.LISTING, ListedPages.CATEGORY)) {
      @Nullable KindRules rules = kinds.get(kind);
      if (rules != null) {
        pages.add(kind);
        areSuitable &=
            rules.pages()
                && rules.values().isEmpty()
                && rules.templates().size() == 1
                && rules.told().size() == 1;
      }
    }
    if (!areSuitable) {
      yaml.problem(
          matcher,
          USE
              + " is for the kinds listing and category, with \"pages: true\" and one key with one placeholder, such as \"shop:list:{hash:hex16}\"");
      return Optional.empty();
    }
    return Optional.of(pages);
  }
}
