package dev.freshet.rules;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A kind of values and its keys.
 *
 * @param templates how its keys are written, all with the same placeholders
 * @param values of the placeholders that no row tells
 * @param ttl the longest that a value lives
 * @param pages whether readers register its keys, see {@link dev.freshet.keys.PageRegistration}
 * @param told the placeholders that rows tell, in their order
 */
public record KindRules(
    Kind kind,
    List<KeyTemplate> templates,
    Map<String, ValueSet> values,
    Duration ttl,
    boolean pages,
    List<String> told) {

  public KindRules {
    templates = List.copyOf(templates);
    values = Map.copyOf(values);
  }

  KindRules(
      Kind kind,
      List<KeyTemplate> templates,
      Map<String, ValueSet> values,
      Duration ttl,
      boolean pages) {
    this(
        kind,
        templates,
        values,
        ttl,
        pages,
        templates.get(0).placeholders().stream()
            .filter(placeholder -> !values.containsKey(placeholder))
            .toList());
  }

  /** The queries for values. */
  public List<Query> queries() {
    return values.values().stream().flatMap(set -> set.query().stream()).distinct().toList();
  }

  /**
   * The keys of one value in all variants.
   *
   * @param parts of the placeholders that rows tell, in their order
   * @param answers what the queries for values have found
   */
  public Set<CacheKey> keys(List<String> parts, Function<Query, List<String>> answers) {
    if (told.size() != parts.size()) {
      throw new IllegalArgumentException(
          "%d values for %d placeholders of %s".formatted(parts.size(), told.size(), kind));
    }
    if (values.isEmpty() && templates.size() == 1) {
      return Set.of(new CacheKey(kind, templates.get(0).render(parts)));
    }
    Map<String, String> known = new HashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      known.put(told.get(i), parts.get(i));
    }
    List<Map<String, String>> variants = new ArrayList<>(List.of(known));
    for (Map.Entry<String, ValueSet> each : values.entrySet()) {
      ValueSet set = each.getValue();
      List<String> all = set.query().map(answers).orElse(set.listed());
      List<Map<String, String>> more = new ArrayList<>();
      for (Map<String, String> variant : variants) {
        for (String value : all) {
          Map<String, String> wider = new HashMap<>(variant);
          wider.put(each.getKey(), value);
          more.add(wider);
        }
      }
      variants = more;
    }
    Set<CacheKey> keys = new HashSet<>();
    for (Map<String, String> variant : variants) {
      for (KeyTemplate template : templates) {
        keys.add(new CacheKey(kind, template.render(variant)));
      }
    }
    return keys;
  }
}
