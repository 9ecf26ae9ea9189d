package dev.freshet.keys;

import java.util.Map;

/**
 * One entry of the stream {@link Namespace#pageRegistry}: this page may be cached from now on, for
 * {@link Lifetimes#REGISTRATION}. A reader appends it while it holds the page's lease and before it
 * loads. Equal to another one of the same page only, as two pages may be made to have one key.
 */
public interface PageRegistration {

  /** The page's. */
  CacheKey key();

  /** The entry's fields, which say what the page shows. */
  Map<String, String> fields();
}
