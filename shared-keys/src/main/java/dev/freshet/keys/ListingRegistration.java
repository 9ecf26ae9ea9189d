package dev.freshet.keys;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the stream {@link CacheKeys#LISTING_REGISTRY}: this listing may be cached from now
 * on, for {@link Lifetimes#REGISTRATION}.
 *
 * @param hash see {@link ListingParams#hash()}
 * @param canonical see {@link ListingParams#canonical()}
 */
public record ListingRegistration(String hash, String canonical) {
  private static final String HASH = "hash";
  private static final String PARAMS = "params";

  /** The entry's fields: {@code hash} and {@code params}, the canonical parameters. */
  public Map<String, String> fields() {
    return Map.of(HASH, hash, PARAMS, canonical);
  }

  /**
   * The registration that a stream entry holds. Empty if a field is missing, the parameters are not
   * in canonical form, or the hash is not theirs: no reader of this version can fill such a
   * listing. Other fields are ignored.
   */
  public static Optional<ListingRegistration> of(Map<String, String> fields) {
    @Nullable String hash = fields.get(HASH);
    @Nullable String canonical = fields.get(PARAMS);
    if (hash == null || canonical == null) {
      return Optional.empty();
    }
    return ListingParams.ofCanonical(canonical)
        .map(ListingParams::registration)
        .filter(registration -> registration.hash().equals(hash));
  }

  /**
   * The registered parameters.
   *
   * @throws IllegalStateException if {@link #canonical()} is not in canonical form, which it is in
   *     every registration that {@link #of} or {@link ListingParams#registration()} returned
   */
  public ListingParams params() {
    return ListingParams.ofCanonical(canonical)
        .orElseThrow(() -> new IllegalStateException("not canonical parameters"));
  }
}
