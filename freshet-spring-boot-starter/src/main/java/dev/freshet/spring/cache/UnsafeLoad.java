package dev.freshet.spring.cache;

/** Why what a method returns now must not be cached for others. */
enum UnsafeLoad {
  /** It may show what this transaction has written and may yet roll back. */
  TRANSACTION(
      "transaction",
      "it runs in a transaction that may write. Call it outside of one, or mark that as read-only"),

  /** Its snapshot may be from before the lease. */
  ISOLATION(
      "isolation",
      "it runs in a transaction at repeatable read or above, which sees the database as it was when that began. Call it outside of it, or use read committed"),

  /** An entity that was loaded before the lease is returned again. */
  SESSION(
      "session",
      "a persistence context that was there before it would answer with entities read earlier. Set spring.jpa.open-in-view=false, and call it outside of transactions");

  private final String tag;
  private final String remedy;

  UnsafeLoad(String tag, String remedy) {
    this.tag = tag;
    this.remedy = remedy;
  }

  /** In metrics. */
  String tag() {
    return tag;
  }

  /** What it is, and what to do. */
  String remedy() {
    return remedy;
  }

  /** Whether what is cached already must not be returned either. */
  boolean hidesHits() {
    return this != SESSION;
  }
}
