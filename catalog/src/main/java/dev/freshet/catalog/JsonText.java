package dev.freshet.catalog;

/**
 * A part of a product's attributes that is kept as text: what nests deeper than {@link
 * Attributes#MAX_DEPTH}, or a number with too many digits to be worth reading. A product with one
 * cannot be encoded, so it is not cached.
 *
 * @param json one JSON value, without spaces between its tokens
 */
public record JsonText(String json) {}
