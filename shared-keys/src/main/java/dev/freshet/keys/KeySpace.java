package dev.freshet.keys;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Which keys are of which kind. */
public final class KeySpace {

  private final Namespace namespace;
  private final Map<Kind, List<KeyTemplate>> templates;

  /**
   * @param templates how the keys of each kind are written, in one way or several; no key may be of
   *     two kinds
   */
  public KeySpace(Namespace namespace, Map<Kind, List<KeyTemplate>> templates) {
    this.namespace = namespace;
    this.templates = Collections.unmodifiableMap(new TreeMap<>(templates));
  }

  /** The keys that exist once. */
  public Namespace namespace() {
    return namespace;
  }

  /** All kinds, in the order of their names. */
  public Set<Kind> kinds() {
    return templates.keySet();
  }

  /** How the keys of the kind are written; empty for a kind that is not here. */
  public List<KeyTemplate> templates(Kind kind) {
    return templates.getOrDefault(kind, List.of());
  }

  /**
   * The key that has exactly this name; empty for every other key, such as leases, the registry,
   * the watermark and other programs' keys.
   */
  public Optional<CacheKey> parse(String redisKey) {
    return parse(redisKey, kinds());
  }

  /** The key that has exactly this name, if it is of one of these kinds. */
  public Optional<CacheKey> parse(String redisKey, Collection<Kind> kinds) {
    if (namespace.isReserved(redisKey)) {
      return Optional.empty();
    }
    return kinds.stream()
        .filter(kind -> templates(kind).stream().anyMatch(template -> template.matches(redisKey)))
        .findFirst()
        .map(kind -> new CacheKey(kind, redisKey));
  }

  /** What all keys of these kinds begin with; may be empty. */
  public String commonPrefix(Collection<Kind> kinds) {
    List<String> prefixes =
        kinds.stream()
            .flatMap(kind -> templates(kind).stream())
            .map(KeyTemplate::prefix)
            .sorted()
            .toList();
    if (prefixes.isEmpty()) {
      return "";
    }
    String first = prefixes.get(0);
    String last = prefixes.get(prefixes.size() - 1);
    int length = 0;
    while (length < Math.min(first.length(), last.length())
        && first.charAt(length) == last.charAt(length)) {
      length++;
    }
    return first.substring(0, length);
  }
}
