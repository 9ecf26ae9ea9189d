package dev.freshet.catalog.listings;

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
          "\\{\"category_id\": (?:null|([0-9]{1,19}))"
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
    json.append("{\"category_id\": ").append(params.categoryId());
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
              form.group(1) == null ? null : (Long) Ids.parse("category_id", form.group(1)),
              form.group(4) == null ? null : new BigDecimal(form.group(4)),
              form.group(3) == null ? null : new BigDecimal(form.group(3)),
              form.group(2) == null ? null : Boolean.valueOf(form.group(2)),
              form.group(7) == null ? null : unescape(form.group(7)),
              ListingSort.parse("sort", form.group(8)),
              (int) Ids.wholeNumber("page", form.group(5), ListingParams.MAX_PAGE),
              (int) Ids.wholeNumber("page_size", form.group(6), ListingParams.MAX_PAGE_SIZE));
      return Optional.of(params).filter(it -> write(it).equals(json));
    } catch (InvalidParameterException e) {
      return Optional.empty();
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

  private static String unescape(String escaped) {
    StringBuilder text = new StringBuilder(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c != '\\') {
        text.append(c);
      } else if (escaped.startsWith("u", i + 1) && i + 6 <= escaped.length()) {
        text.append(codeUnit(escaped, i + 2));
        i += 5;
      } else {
        i++;
        text.append(i < escaped.length() ? named(escaped.charAt(i)) : '\\');
      }
    }
    if (!ListingParams.isSearchable(text.toString())) {
      throw new InvalidParameterException("q", "Unicode text without U+0000");
    }
    return text.toString();
  }

  private static char codeUnit(String escaped, int start) {
    int unit = 0;
    for (int i = start; i < start + 4; i++) {
      int digit = Character.digit(escaped.charAt(i), 16);
      if (digit < 0) {
        throw new InvalidParameterException("q", "escaped with four hex digits");
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
