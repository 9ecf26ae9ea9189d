package dev.freshet.rules;

import dev.freshet.keys.Kind;
import dev.freshet.keys.Namespace;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/** From the YAML of one rules file to rules, with all that is wrong with it at once. */
final class RulesReader {

  private static final int MAX_FANOUT = 10_000;

  private static final Set<String> WORDS =
      Set.of("freshet", "namespace", "kinds", "matchers", "tables", "limits");

  private final String file;
  private final RulesNodes yaml;

  RulesReader(String file) {
    this.file = file;
    this.yaml = new RulesNodes(file);
  }

  Rules read(Node root) throws RulesException {
    Map<String, Node> parts = yaml.mapping(root, "the file");
    yaml.refuseOthers(root, WORDS, "freshet, namespace, kinds, tables, matchers, limits");
    version(root, parts.get("freshet"));
    Namespace namespace =
        yaml.tried(parts.get("namespace"), Namespace::new).orElse(new Namespace("products"));
    KindsReader kindsReader = new KindsReader(yaml);
    Map<Kind, KindRules> kinds = kindsReader.read(root, parts.get("kinds"));
    Map<String, Optional<ListingColumns>> matchers =
        new MatchersReader(yaml, kinds).read(parts.get("matchers"));
    Map<TableName, TableRules> tables =
        new TablesReader(yaml, kinds, matchers).read(root, parts.get("tables"));
    int maxFanout = maxFanout(parts.get("limits"));
    kindsReader.checkKeys(namespace, parts.get("kinds"));
    if (yaml.problems().isEmpty()) {
      checkReached(kinds, tables, parts.get("kinds"));
    }
    if (!yaml.problems().isEmpty()) {
      throw new RulesException(yaml.problems());
    }
    return new Rules(file, namespace, kinds, tables, Map.of(), Map.of(), maxFanout);
  }

  private void version(Node root, @Nullable Node version) {
    if (version == null) {
      yaml.problem(root, "\"freshet: 1\" is missing, the version of the format");
    } else if (!yaml.text(version).equals("1")) {
      yaml.problem(
          version, "this program reads version 1 of the format, not " + yaml.text(version));
    }
  }

  /** Readers would be told that such a kind is maintained. */
  private void checkReached(
      Map<Kind, KindRules> kinds, Map<TableName, TableRules> tables, @Nullable Node node) {
    Set<Kind> reached = new HashSet<>();
    Set<Kind> found = new HashSet<>();
    for (TableRules table : tables.values()) {
      reached.addAll(table.kinds());
      table.listings().ifPresent(listings -> found.addAll(listings.kinds()));
      table.rules().stream()
          .flatMap(rule -> rule.keys().stream())
          .filter(key -> key.tag().isPresent())
          .forEach(key -> found.add(key.kind()));
    }
    for (NodeTuple each : yaml.tuples(Objects.requireNonNull(node), "kinds")) {
      Kind kind = new Kind(yaml.text(each.getKeyNode()));
      if (!reached.contains(kind)) {
        yaml.problem(
            each.getKeyNode(),
            "no table has a rule for kind %s, so nothing would delete its values".formatted(kind));
      } else if (Objects.requireNonNull(kinds.get(kind)).pages() && !found.contains(kind)) {
        yaml.problem(
            each.getKeyNode(),
            "no matcher and no tags of any table find the pages of kind %s. Give a table \"tags\", or take \"pages: true\" away"
                .formatted(kind));
      }
    }
  }

  private int maxFanout(@Nullable Node limits) {
    if (limits == null) {
      return MAX_FANOUT;
    }
    Map<String, Node> parts = yaml.mapping(limits, "limits");
    yaml.refuseOthers(limits, Set.of("max-fanout"), "max-fanout");
    @Nullable Node fanout = parts.get("max-fanout");
    if (fanout == null) {
      return MAX_FANOUT;
    }
    if (!yaml.text(fanout).matches("[1-9][0-9]{0,5}")) {
      yaml.problem(fanout, "max-fanout is a number from 1 to 999999");
      return MAX_FANOUT;
    }
    return Integer.parseInt(yaml.text(fanout));
  }
}
