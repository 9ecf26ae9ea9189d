package dev.freshet.invalidation.visibility;

import dev.freshet.rules.Lookup;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What look-ups have found.
 *
 * @param point the moment that they show
 * @param found for each look-up the values for keys that it leads to
 * @param tooMany those that lead to more than is worth while
 */
public record Looked(
    VisiblePoint point, Map<Lookup, List<List<String>>> found, Set<Lookup> tooMany) {}
