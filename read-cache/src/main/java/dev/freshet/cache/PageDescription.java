package dev.freshet.cache;

import dev.freshet.keys.PageEntry;

/** What a page shows, before it is known how it is registered. */
@FunctionalInterface
public interface PageDescription {

  /**
   * @param registration the id of the page's registration
   */
  PageEntry of(String registration);
}
