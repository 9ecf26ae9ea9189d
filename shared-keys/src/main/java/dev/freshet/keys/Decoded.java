package dev.freshet.keys;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What cached bytes turned out to be. */
public sealed interface Decoded<V> {

  /** Returns what the function for this case returns. */
  <R extends @Nullable Object> R match(
      Function<? super V, ? extends R> value,
      Supplier<? extends R> absent,
      Function<? super String, ? extends R> malformed);

  /** A value. */
  record Value<V>(V value) implements Decoded<V> {
    @Override
    public <R extends @Nullable Object> R match(
        Function<? super V, ? extends R> value,
        Supplier<? extends R> absent,
        Function<? super String, ? extends R> malformed) {
      return value.apply(this.value);
    }
  }

  /** Known not to exist. */
  record Absent<V>() implements Decoded<V> {
    @Override
    public <R extends @Nullable Object> R match(
        Function<? super V, ? extends R> value,
        Supplier<? extends R> absent,
        Function<? super String, ? extends R> malformed) {
      return absent.get();
    }
  }

  /**
   * Bytes that are to be treated as a miss.
   *
   * @param reason for the log: short, in ASCII, without content of the bytes
   */
  record Malformed<V>(String reason) implements Decoded<V> {
    @Override
    public <R extends @Nullable Object> R match(
        Function<? super V, ? extends R> value,
        Supplier<? extends R> absent,
        Function<? super String, ? extends R> malformed) {
      return malformed.apply(reason);
    }
  }
}
