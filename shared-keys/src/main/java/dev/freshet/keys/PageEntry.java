package dev.freshet.keys;

import java.util.Map;

/**
 * What a registered page shows: an entry that follows the page's registration in the stream {@link
 * Namespace#pageRegistry}. A reader appends it after its load and before its fill. A page without
 * one may show anything.
 */
public sealed interface PageEntry permits PageContent, ShownTags {

  /** The id of the registration's entry. */
  String registration();

  /** The entry's fields. */
  Map<String, String> fields();
}
