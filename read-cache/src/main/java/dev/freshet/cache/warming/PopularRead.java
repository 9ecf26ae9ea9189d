package dev.freshet.cache.warming;

import dev.freshet.cache.Read;
import dev.freshet.keys.Kind;
import java.util.function.Supplier;

/**
 * A read that clients make. Equal to others that read the same.
 *
 * @param kind what it reads
 * @param parameters which of them; a listing's, since its key takes long to derive, or an id
 * @param read makes it again, uncounted
 */
public record PopularRead(Kind kind, Object parameters, Supplier<Read<?>> read) {

  @Override
  public boolean equals(Object other) {
    return other instanceof PopularRead that
        && kind.equals(that.kind)
        && parameters.equals(that.parameters);
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + parameters.hashCode();
  }

  @Override
  public String toString() {
    return kind + " " + parameters;
  }
}
