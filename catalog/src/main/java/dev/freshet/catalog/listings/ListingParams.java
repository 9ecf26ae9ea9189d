package dev.freshet.catalog.listings;

import dev.freshet.catalog.Text;
import dev.freshet.keys.RowId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The normalised parameters of one page of a listing: requests that mean the same have equal ones.
 * A null filter does not filter.
 *
 * @param minPrice inclusive, two decimal places
 * @param maxPrice inclusive, two decimal places; may be less than {@code minPrice}
 * @param inStock true: stock above 0; false: stock 0
 * @param q stripped, in lower case, not empty
 * @param page from 1 to 10000
 * @param pageSize from 1 to 100
 */
public record ListingParams(
    @Nullable RowId categoryId,
    @Nullable BigDecimal minPrice,
    @Nullable BigDecimal maxPrice,
    @Nullable Boolean inStock,
    @Nullable String q,
    ListingSort sort,
    int page,
    int pageSize) {

  static final int MAX_PAGE = 10_000;
  static final int MAX_PAGE_SIZE = 100;
  private static final int MAX_Q_LENGTH = 100;
  private static final Pattern PRICE = Pattern.compile("[0-9]{1,10}(\\.[0-9]{1,2})?");

  /**
   * @throws ArithmeticException if a price has more than two decimal places
   */
  public ListingParams {
    minPrice = twoPlaces(minPrice);
    maxPrice = twoPlaces(maxPrice);
  }

  /**
   * The parameters of a request for the catalog, whose categories' ids are integers.
   *
   * @param queryParameter from a query parameter's name, such as {@code page_size}, to its raw,
   *     percent-decoded value, or null if the request does not have it
   * @throws InvalidParameterException naming the first parameter that is not what it must be
   */
  public static ListingParams of(UnaryOperator<@Nullable String> queryParameter) {
    return new ListingParams(
        categoryId(queryParameter.apply("category_id")),
        price("min_price", queryParameter.apply("min_price")),
        price("max_price", queryParameter.apply("max_price")),
        inStock(queryParameter.apply("in_stock")),
        q(queryParameter.apply("q")),
        sort(queryParameter.apply("sort")),
        number("page", queryParameter.apply("page"), 1, MAX_PAGE),
        number("page_size", queryParameter.apply("page_size"), 20, MAX_PAGE_SIZE));
  }

  /** The parameters that have exactly this {@link #canonical()} form; empty if none have it. */
  public static Optional<ListingParams> ofCanonical(String canonical) {
    return CanonicalParams.parse(canonical);
  }

  /** The same page of the listing of another category. */
  public ListingParams in(RowId category) {
    return new ListingParams(category, minPrice, maxPrice, inStock, q, sort, page, pageSize);
  }

  /**
   * The parameters as JSON in ASCII, the same bytes as Python's {@code json.dumps(asdict(params),
   * sort_keys=True)}.
   */
  public String canonical() {
    return CanonicalParams.write(this);
  }

  /** The first 16 hex digits, in lower case, of the SHA-256 of {@link #canonical()}. */
  public String hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(canonical().getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static @Nullable RowId categoryId(@Nullable String text) {
    return text == null ? null : RowId.of(Ids.parse("category_id", text));
  }

  private static @Nullable BigDecimal price(String field, @Nullable String text) {
    if (text == null) {
      return null;
    }
    if (!PRICE.matcher(text).matches()) {
      throw new InvalidParameterException(
          field, "1 to 10 digits, optionally followed by a point and 1 or 2 digits");
    }
    return new BigDecimal(text);
  }

  private static @Nullable Boolean inStock(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (!text.equals("true") && !text.equals("false")) {
      throw new InvalidParameterException("in_stock", "true or false");
    }
    return Boolean.valueOf(text);
  }

  private static @Nullable String q(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (text.codePointCount(0, text.length()) > MAX_Q_LENGTH) {
      throw new InvalidParameterException("q", "at most " + MAX_Q_LENGTH + " characters");
    }
    if (!isSearchable(text)) {
      throw new InvalidParameterException("q", "Unicode text without U+0000");
    }
    String normalised = Text.strip(text).toLowerCase(Locale.ROOT);
    return normalised.isEmpty() ? null : normalised;
  }

  /** Whether PostgreSQL's type text can hold it. */
  static boolean isSearchable(String text) {
    return text.indexOf('\0') < 0 && Text.isWellFormed(text);
  }

  private static ListingSort sort(@Nullable String text) {
    return text == null ? ListingSort.NAME : ListingSort.parse("sort", text);
  }

  private static int number(String field, @Nullable String text, int absent, int max) {
    return text == null ? absent : (int) Ids.wholeNumber(field, text, max);
  }

  private static @Nullable BigDecimal twoPlaces(@Nullable BigDecimal price) {
    return price == null ? null : price.setScale(2, RoundingMode.UNNECESSARY);
  }
}
