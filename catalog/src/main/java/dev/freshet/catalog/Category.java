package dev.freshet.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A category of products.
 *
 * @param parentId the category that it is part of; null at the top
 */
public record Category(long id, String slug, String name, @Nullable Long parentId) {}
