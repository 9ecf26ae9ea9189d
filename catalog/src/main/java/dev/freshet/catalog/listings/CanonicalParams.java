package dev.freshet.catalog.listings;

import dev.freshet.keys.RowId;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The canonical JSON of listing parameters. */
final class CanonicalParams {
  private static final String PRICE = "(?:null|\"([0-9]{1,10}\\.[0-9]{2})\")";
  private static final Pattern FORM =
      Pattern.compile(
          "\\{\"category_id\": (?:null|([0-9]{1,19})|\"([ -~]+)\")"
              + ", \"in_stock\": (?:null|(true|false))"
              + (", \"max_price\": " + PRICE)
              + (", \"min_price\": " + PRICE)
              + ", \"page\": ([0-9]{1,5})"
              + ", \"page_size\": ([0-9]{1,3})"
              + ", \"q\": (?:null|\"([ -~]+)\")"
              + ", \"sort\": \"([a-z-]+)\"\\}");

  private CanonicalParams() {}

  static String write(ListingParams params) {
    StringBuilder json = new StringBuilder(200);
    appendId(json.append("{\"category_id\": "), params.categoryId());
    json.append(", \"in_stock\": ").append(params.inStock());
    appendString(json.append(", \"max_price\": "), plain(params.maxPrice()));
    appendString(json.append(", \"min_price\": "), plain(params.minPrice()));
    json.append(", \"page\": ").append(params.page());
    json.append(", \"page_size\": ").append(params.pageSize());
    appendString(json.append(", \"q\": "), params.q());
    appendString(json.append(", \"sort\": "), params.sort().parameter());
    return json.append('}').toString();
  }

  /** The pattern lets more through than is canonical; writing the result again does not. */
  static Optional<ListingParams> parse(String json) {
    Matcher form = FORM.matcher(json);
    if (!form.matches()) {
      return Optional.empty();
    }
    try {
      ListingParams params =
          new ListingParams(
              category(form.group(1), form.group(2)),
              form.group(5) == null ? null : new BigDecimal(form.group(5)),
              form.group(4) == null ? null : new BigDecimal(form.group(4)),
              form.group(3) == null ? null : Boolean.valueOf(form.group(3)),
              form.group(8) == null ? null : unescape("q", form.group(8)),
              ListingSort.parse("sort", form.group(9)),
              (int) Ids.wholeNumber("page", form.group(6), ListingParams.MAX_PAGE),
              (int) Ids.wholeNumber("page_size", form.group(7), ListingParams.MAX_PAGE_SIZE));
      return Optional.of(params).filter(it -> write(it).equals(json));
    } catch (InvalidParameterException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static @Nullable RowId category(@Nullable String bare, @Nullable String quoted) {
    if (bare != null) {
      return new RowId(bare);
    }
    return quoted == null ? null : new RowId(unescape("category_id", quoted));
  }

  /** An integer from 1 is a number, whatever the type of its column; all other ids are strings. */
  private static void appendId(StringBuilder json, @Nullable RowId id) {
    if (id != null && id.integer().orElse(0) > 0) {
      json.append(id);
    } else {
      appendString(json, id == null ? null : id.text());
    }
  }

  private static @Nullable String plain(@Nullable BigDecimal price) {
    return price == null ? null : price.toPlainString();
  }

  private static void appendString(StringBuilder json, @Nullable String text) {
    if (text == null) {
      json.append("null");
      return;
    }
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      appendEscaped(json, text.charAt(i));
    }
    json.append('"');
  }

  private static void appendEscaped(StringBuilder json, char c) {
    switch (c) {
      case '"' -> json.append("\\\"");
      case '\\' -> json.append("\\\\");
      case '\n' -> json.append("\\n");
      case '\r' -> json.append("\\r");
      case '\t' -> json.append("\\t");
      case '\f' -> json.append("\\f");
      case '\b' -> json.append("\\b");
      default -> {
        if (c >= ' ' && c <= '~') {
          json.append(c);
        } else {
          json.append("\\u").append(HexFormat.of().toHexDigits(c));
        }
      }
    }
  }

  private static String unescape(String field, String escaped) {
    StringBuilder text = new StringBuilder(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c != '\\') {
        text.append(c);
      } else if (escaped.startsWith("u", i + 1) && i + 6 <= escaped.length()) {
        text.append(codeUnit(field, escaped, i + 2));
        i += 5;
      } else {
        i++;
        text.append(i < escaped.length() ? named(escaped.charAt(i)) : '\\');
      }
    }
    if (!ListingParams.isSearchable(text.toString())) {
      throw new InvalidParameterException(field, "Unicode text without U+0000");
    }
    return text.toString();
  }

  private static char codeUnit(String field, String escaped, int start) {
    int unit = 0;
    for (int i = start; i < start + 4; i++) {
      int digit = Character.digit(escaped.charAt(i), 16);
      if (digit < 0) {
        throw new InvalidParameterException(field, "escaped with four hex digits");
      }
      unit = unit * 16 + digit;
    }
    return (char) unit;
  }

  private static char named(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'f' -> '\f';
      case 'b' -> '\b';
      default -> c;
    };
  }
}
