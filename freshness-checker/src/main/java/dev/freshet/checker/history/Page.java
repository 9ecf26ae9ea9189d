package dev.freshet.checker.history;

import java.util.Map;
import java.util.Optional;

/** Something that clients read, and that is cached as one value. */
public interface Page {

  /** The request's path and query. */
  String path();

  /**
   * The places that an answer has, and which rows it shows there in which versions.
   *
   * @param body empty if the answer is that there is no such page
   */
  Map<Place, Map<Row, Long>> seen(Optional<String> body);
}
