package dev.freshet.catalog;

/**
 * A picture of a product.
 *
 * @param position at least 1, unique within its product
 */
public record Image(int position, String url) {}
