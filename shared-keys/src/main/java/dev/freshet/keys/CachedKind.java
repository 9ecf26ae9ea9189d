package dev.freshet.keys;

/** The kinds of cached values. */
public enum CachedKind {
  PRODUCT("product", "product:"),
  LISTING("listing", "products:list:"),
  CATEGORY("category", "products:category:");

  private final String tag;
  private final String prefix;

  CachedKind(String tag, String prefix) {
    this.tag = tag;
    this.prefix = prefix;
  }

  /** Its name in metrics and logs: {@code product}, {@code listing} or {@code category}. */
  public String tag() {
    return tag;
  }

  /**
   * What every key of this kind begins with. Not every key that begins so is of this kind: {@link
   * CacheKey#parse} decides.
   */
  public String prefix() {
    return prefix;
  }
}
