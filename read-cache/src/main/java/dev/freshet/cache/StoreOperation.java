package dev.freshet.cache;

import java.util.Locale;

/** What is asked of Redis. */
enum StoreOperation {
  GET,
  ACQUIRE,
  REGISTER,
  FILL;

  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
