package dev.freshet.keys;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which products a listing or category page shows, the rows of whatever table they are.
 *
 * @param registration the id of the registration's entry
 * @param ids of the products in the order of the page: all of them on a page that is sorted by
 *     name, the first and the last on any other; empty if the page is empty
 * @param first what the first product is sorted by: its price in cents, or its creation in
 *     microseconds since 1970; empty on pages that are sorted by name, and on empty ones
 * @param last as {@code first}, of the last product
 */
public record PageContent(
    String registration, List<RowId> ids, OptionalLong first, OptionalLong last)
    implements PageEntry {

  private static final String REGISTRATION = "of";
  private static final String IDS = "ids";
  private static final String FIRST = "first";
  private static final String LAST = "last";

  private static final String SEPARATOR = ",";

  public PageContent {
    ids = List.copyOf(ids);
  }

  /** A page that is empty, or sorted by name. */
  public static PageContent ofProducts(String registration, List<RowId> ids) {
    return new PageContent(registration, ids, OptionalLong.empty(), OptionalLong.empty());
  }

  /** A page that is sorted by price or by creation, and is not empty. */
  public static PageContent ofSpan(
      String registration, RowId firstId, long first, RowId lastId, long last) {
    return new PageContent(
        registration, List.of(firstId, lastId), OptionalLong.of(first), OptionalLong.of(last));
  }

  /** Whether these are the fields of a page's content, and not of a registration. */
  public static boolean isIn(Map<String, String> fields) {
    return fields.containsKey(REGISTRATION);
  }

  /**
   * The entry's fields: {@code of}, the registration's id; {@code ids}, percent-encoded as in keys
   * and separated by commas; and {@code first} and {@code last} where the page has them.
   */
  @Override
  public Map<String, String> fields() {
    Map<String, String> fields = new HashMap<>();
    fields.put(REGISTRATION, registration);
    fields.put(IDS, ids.stream().map(RowId::encoded).collect(Collectors.joining(SEPARATOR)));
    first.ifPresent(value -> fields.put(FIRST, Long.toString(value)));
    last.ifPresent(value -> fields.put(LAST, Long.toString(value)));
    return fields;
  }

  /** The content that a stream entry holds; empty if it is not as {@link #fields} writes it. */
  public static Optional<PageContent> of(Map<String, String> fields) {
    @Nullable String registration = fields.get(REGISTRATION);
    @Nullable String ids = fields.get(IDS);
    if (registration == null || ids == null) {
      return Optional.empty();
    }
    List<RowId> shown = new ArrayList<>();
    if (!ids.isEmpty()) {
      for (String encoded : ids.split(SEPARATOR, -1)) {
        Optional<RowId> id = RowId.decode(encoded);
        if (id.isEmpty()) {
          return Optional.empty();
        }
        shown.add(id.get());
      }
    }
    try {
      OptionalLong first = number(fields.get(FIRST));
      OptionalLong last = number(fields.get(LAST));
      boolean valid =
          first.isPresent() == last.isPresent() && (first.isEmpty() || shown.size() == 2);
      return valid
          ? Optional.of(new PageContent(registration, shown, first, last))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * @throws NumberFormatException if it is none
   */
  private static OptionalLong number(@Nullable String text) {
    return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
  }
}
