package dev.freshet.checker.catalog;

/**
 * A product in the pages that show it with others.
 *
 * @param version the version of the change that last altered any of this
 */
record Summary(long version, long category, boolean inStock, String name) {}
