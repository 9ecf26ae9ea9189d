package dev.freshet.rules.listings;

import java.util.function.Consumer;

/** The pages of a filter. Most have one, which takes no more memory than itself. */
sealed interface Pages permits RegisteredPage, PageList {

  /** These and another one; takes the place of these. */
  Pages with(RegisteredPage page);

  /** The {@link Signature} of the one, or of any. */
  long signature();

  void forEach(Consumer<RegisteredPage> consumer);

  /** Those that a row that stays in their filter may alter, and few others. */
  void forEachCandidate(Update update, Consumer<RegisteredPage> consumer);

  /** To be called when the signature of one of them has changed. */
  void update(RegisteredPage page);
}
