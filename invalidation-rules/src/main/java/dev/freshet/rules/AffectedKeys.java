package dev.freshet.rules;

import dev.freshet.keys.Kind;
import dev.freshet.rules.listings.ProductChange;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one change makes wrong.
 *
 * @param targets values known by their keys
 * @param lookups what is to be asked for more of them
 * @param tags under which pages are wrong that readers have registered; which there are, {@link
 *     dev.freshet.rules.tags.TagIndex} knows
 * @param product what listings and category pages may show differently; which of them do, {@link
 *     dev.freshet.rules.listings.ListingIndex} knows
 * @param purges kinds of which every value may be wrong
 */
public record AffectedKeys(
    Set<Target> targets,
    Set<Lookup> lookups,
    Set<String> tags,
    Optional<ProductChange> product,
    Map<PurgeReason, Set<Kind>> purges) {

  /** Nothing. */
  public static final AffectedKeys NONE = new Builder().build();

  public AffectedKeys {
    targets = targets.isEmpty() ? Set.of() : Collections.unmodifiableSet(targets);
    lookups = lookups.isEmpty() ? Set.of() : Collections.unmodifiableSet(lookups);
    tags = tags.isEmpty() ? Set.of() : Collections.unmodifiableSet(tags);
    purges = purges.isEmpty() ? Map.of() : Collections.unmodifiableMap(purges);
  }

  /** What is left of it when all of these kinds is right already. */
  public AffectedKeys without(Set<Kind> settled, Set<Kind> pages) {
    if (settled.isEmpty()) {
      return this;
    }
    Builder left = new Builder();
    targets.stream().filter(target -> !settled.contains(target.kind())).forEach(left::target);
    lookups.stream().filter(lookup -> !settled.contains(lookup.kind())).forEach(left::lookup);
    purges.forEach(
        (reason, kinds) ->
            kinds.stream()
                .filter(kind -> !settled.contains(kind))
                .forEach(kind -> left.purge(reason, kind)));
    if (!settled.containsAll(pages)) {
      tags.forEach(left::tag);
      product.ifPresent(left::product);
    }
    return left.build();
  }

  /** Collects it. */
  static final class Builder {

    private final Set<Target> targets = new LinkedHashSet<>();
    private final Set<Lookup> lookups = new LinkedHashSet<>();
    private final Set<String> tags = new LinkedHashSet<>();
    private final Map<PurgeReason, Set<Kind>> purges = new EnumMap<>(PurgeReason.class);
    private Optional<ProductChange> product = Optional.empty();

    void target(Target target) {
      targets.add(target);
    }

    void lookup(Lookup lookup) {
      lookups.add(lookup);
    }

    void tag(String tag) {
      tags.add(tag);
    }

    void product(ProductChange change) {
      product = Optional.of(change);
    }

    void purge(PurgeReason reason, Kind kind) {
      purges.computeIfAbsent(reason, any -> new TreeSet<>()).add(kind);
    }

    AffectedKeys build() {
      return new AffectedKeys(targets, lookups, tags, product, purges);
    }
  }
}
