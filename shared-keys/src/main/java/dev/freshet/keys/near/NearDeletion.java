package dev.freshet.keys.near;

import dev.freshet.keys.CacheKey;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keys whose values are gone from Redis, so that copies must go as well: an entry of the stream
 * {@link dev.freshet.keys.Namespace#nearDeletions}.
 *
 * @param run that deleted them
 * @param number of the entry: those of a run are numbered from 1. A number without an entry is one
 *     that was lost
 * @param keys the {@link #hash} of each; empty: any value may be gone
 */
public record NearDeletion(String run, long number, Set<Long> keys) {

  private static final String RUN = "run";
  private static final String NUMBER = "number";
  private static final String KEYS = "keys";
  private static final String EVERYTHING = "*";
  private static final int HEX_DIGITS = 16;

  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  public NearDeletion {
    keys = Set.copyOf(keys);
  }

  /** Whether any value may be gone. */
  public boolean isEverything() {
    return keys.isEmpty();
  }

  /** Stands for a key: the FNV-1a hash of its name's characters. Two keys may share one. */
  public static long hash(CacheKey key) {
    String name = key.name();
    long hash = OFFSET;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * PRIME;
    }
    return hash;
  }

  /** The entry's fields. */
  public Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(RUN, run);
    fields.put(NUMBER, Long.toString(number));
    fields.put(
        KEYS,
        isEverything()
            ? EVERYTHING
            : keys.stream().map(HexFormat.of()::toHexDigits).collect(Collectors.joining()));
    return fields;
  }

  /** What an entry holds; empty if it holds nothing that can be understood. */
  public static Optional<NearDeletion> of(Map<String, String> fields) {
    @Nullable String run = fields.get(RUN);
    @Nullable String number = fields.get(NUMBER);
    @Nullable String keys = fields.get(KEYS);
    if (run == null || number == null || keys == null || keys.isEmpty()) {
      return Optional.empty();
    }
    try {
      Set<Long> hashes = new LinkedHashSet<>();
      if (!keys.equals(EVERYTHING)) {
        for (int i = 0; i < keys.length(); i += HEX_DIGITS) {
          hashes.add(HexFormat.fromHexDigitsToLong(keys, i, i + HEX_DIGITS));
        }
      }
      return Optional.of(new NearDeletion(run, Long.parseLong(number), hashes));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }
}
