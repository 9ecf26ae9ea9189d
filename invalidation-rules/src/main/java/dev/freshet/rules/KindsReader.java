package dev.freshet.rules;

import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Lifetimes;
import dev.freshet.keys.Namespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/** From {@code kinds} of a rules file to the kinds. */
final class KindsReader {

  private static final int MOST_KINDS = 64;
  private static final int MOST_TEMPLATES = 8;

  /** Keys of one value: a change of one row makes them all. */
  private static final int MOST_VARIANTS = 10_000;

  private static final Set<String> WORDS = Set.of("key", "values", "ttl", "pages");

  private final RulesNodes yaml;
  private final Map<Kind, KindRules> kinds = new LinkedHashMap<>();

  KindsReader(RulesNodes yaml) {
    this.yaml = yaml;
  }

  /** The kinds, in the order of the file; those that are wrong are missing. */
  Map<Kind, KindRules> read(Node root, @Nullable Node node) {
    if (node == null) {
      yaml.problem(root, "\"kinds\" is missing");
      return kinds;
    }
    for (NodeTuple each : yaml.tuples(node, "kinds")) {
      Optional<Kind> kind = yaml.tried(each.getKeyNode(), Kind::new);
      if (kind.isEmpty()) {
        continue;
      }
      if (TablesReader.WORDS.contains(kind.get().name())) {
        yaml.problem(
            each.getKeyNode(),
            "a kind cannot be called %s, which is a word of the rules".formatted(kind.get()));
      }
      readKind(kind.get(), each.getValueNode()).ifPresent(rules -> kinds.put(kind.get(), rules));
    }
    if (kinds.size() > MOST_KINDS) {
      yaml.problem(node, "%d kinds, and %d are the most".formatted(kinds.size(), MOST_KINDS));
    }
    return kinds;
  }

  private Optional<KindRules> readKind(Kind kind, Node node) {
    Map<String, Node> parts = yaml.mapping(node, "kind " + kind);
    yaml.refuseOthers(node, WORDS, "key, values, ttl, pages");
    @Nullable Node key = parts.get("key");
    List<KeyTemplate> templates = new ArrayList<>();
    if (key == null) {
      yaml.problem(node, "kind %s has no key, such as \"%s:{id}\"".formatted(kind, kind));
    } else {
      List<Node> keys = RulesNodes.items(key);
      if (keys.isEmpty() || keys.size() > MOST_TEMPLATES) {
        yaml.problem(
            key,
            "kind %s has %d keys; from 1 to %d it can"
                .formatted(kind, keys.size(), MOST_TEMPLATES));
        return Optional.empty();
      }
      for (Node each : keys) {
        yaml.tried(each, KeyTemplate::new).ifPresent(templates::add);
      }
    }
    if (templates.isEmpty()) {
      return Optional.empty();
    }
    Set<String> placeholders = Set.copyOf(templates.get(0).placeholders());
    for (KeyTemplate template : templates) {
      if (!Set.copyOf(template.placeholders()).equals(placeholders)) {
        yaml.problem(
            node, "%s and %s have other placeholders".formatted(templates.get(0), template));
      }
    }
    boolean pages = yaml.flag(parts.get("pages"));
    Duration ttl = yaml.duration(parts.get("ttl")).orElse(Lifetimes.TTL);
    if (pages && ttl.compareTo(Lifetimes.TTL) > 0) {
      yaml.problem(node, "kind %s has pages, which live at most 5m".formatted(kind));
    }
    Map<String, ValueSet> values = values(parts.get("values"), placeholders, kind);
    if (values.keySet().containsAll(placeholders) && !placeholders.isEmpty() && !pages) {
      yaml.problem(node, "no placeholder of kind %s is left for a row to tell".formatted(kind));
    }
    return Optional.of(new KindRules(kind, templates, values, ttl, pages));
  }

  private Map<String, ValueSet> values(@Nullable Node node, Set<String> placeholders, Kind kind) {
    Map<String, ValueSet> values = new LinkedHashMap<>();
    if (node == null) {
      return values;
    }
    for (NodeTuple each : yaml.tuples(node, "values")) {
      String placeholder = yaml.text(each.getKeyNode());
      if (!placeholders.contains(placeholder)) {
        yaml.problem(
            each.getKeyNode(),
            "the key of kind %s has no placeholder {%s}".formatted(kind, placeholder));
      }
      if (each.getValueNode() instanceof MappingNode) {
        yaml.query(each.getValueNode(), "values")
            .ifPresent(
                query -> {
                  if (!query.columns().isEmpty()) {
                    yaml.problem(
                        each.getValueNode(),
                        "a query for values has no row, so no parameter :"
                            + query.columns().get(0));
                  }
                  values.put(placeholder, new ValueSet(List.of(), Optional.of(query)));
                });
      } else {
        List<String> listed = yaml.texts(each.getValueNode());
        if (listed.isEmpty()) {
          yaml.problem(
              each.getValueNode(), "no value of {%s} is listed, so no key".formatted(placeholder));
        }
        values.put(placeholder, new ValueSet(listed, Optional.empty()));
      }
    }
    double variants =
        values.values().stream()
            .filter(set -> set.query().isEmpty())
            .mapToDouble(set -> set.listed().size())
            .reduce(1, (all, each) -> all * each);
    if (variants > MOST_VARIANTS) {
      yaml.problem(
          node,
          "the values of kind %s make %,.0f keys of each, and %,d are the most"
              .formatted(kind, variants, MOST_VARIANTS));
    }
    return values;
  }

  /** No key may be of two kinds, or one of Freshet's own. */
  void checkKeys(Namespace namespace, @Nullable Node node) {
    List<KindRules> all = List.copyOf(kinds.values());
    for (int i = 0; i < all.size(); i++) {
      Kind kind = all.get(i).kind();
      for (KeyTemplate template : all.get(i).templates()) {
        if (namespace.isReserved(template.prefix())) {
          yaml.problem(
              node,
              "%s is among the keys that Freshet needs itself, %s:invalidation:..."
                  .formatted(template, namespace.name()));
        }
        for (KindRules other : all.subList(i + 1, all.size())) {
          other.templates().stream()
              .filter(template::mayEqual)
              .forEach(
                  same ->
                      yaml.problem(
                          node,
                          "a key may be of kind %s and of kind %s: %s, %s"
                              .formatted(kind, other.kind(), template, same)));
        }
      }
    }
  }
}
