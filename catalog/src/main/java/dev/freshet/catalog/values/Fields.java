package dev.freshet.catalog.values;

import java.io.IOException;
import java.util.List;

/**
 * Walks over a map's fields: each of the given names exactly once, in any order. The caller reads a
 * field's value after its name.
 */
final class Fields {
  private final ValueReader in;
  private final List<String> names;
  private int read;
  private long seen;

  /** The map must be known to have as many fields as there are names, at most 64. */
  Fields(ValueReader in, List<String> names) {
    this.in = in;
    this.names = names;
  }

  boolean hasNext() {
    return read < names.size();
  }

  String next() throws IOException {
    String name = in.string();
    // The order in which this module writes them is tried first.
    int index = names.get(read).equals(name) ? read : names.indexOf(name);
    if (index < 0) {
      throw in.malformed("unknown field");
    }
    long bit = 1L << index;
    if ((seen & bit) != 0) {
      throw in.malformed("duplicate field");
    }
    seen |= bit;
    read++;
    return names.get(index);
  }
}
