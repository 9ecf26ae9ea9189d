package dev.freshet.api.catalog.write;

import dev.freshet.api.web.JsonFields;
import dev.freshet.catalog.listings.InvalidParameterException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A category as a client writes it. */
public record CategoryWrite(String slug, String name, @Nullable Long parentId) {

  private static final int MAX_SLUG = 64;
  private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  /**
   * Reads a request's body. Unknown fields are ignored.
   *
   * @throws InvalidParameterException naming the first field that is not what it must be
   */
  public static CategoryWrite of(JsonNode body) {
    JsonFields fields = JsonFields.of(body);
    String slug =
        fields.text(
            "slug", SLUG, "lower-case letters and digits, in parts joined by single hyphens");
    if (slug.length() > MAX_SLUG) {
      throw new InvalidParameterException("slug", "at most " + MAX_SLUG + " characters");
    }
    return new CategoryWrite(slug, fields.text("name", 1, 100), fields.optionalId("parent_id"));
  }
}
