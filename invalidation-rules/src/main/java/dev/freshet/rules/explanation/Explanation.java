package dev.freshet.rules.explanation;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.rules.AffectedKeys;
import dev.freshet.rules.Lookup;
import dev.freshet.rules.Operation;
import dev.freshet.rules.PurgeReason;
import dev.freshet.rules.Query;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import dev.freshet.rules.Target;
import dev.freshet.rules.listings.ProductChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which keys a change deletes, and why each, for people. */
public final class Explanation {

  /** Stands for the values of a placeholder that only the database knows. */
  private static final String ANY = "*";

  private static final String ANY_ENCODED = "%2A";

  private final Rules rules;
  private final Optional<RegisteredPages> registry;
  private final Optional<Answers> database;

  private Explanation(Rules rules, Optional<RegisteredPages> registry, Optional<Answers> database) {
    this.rules = rules;
    this.registry = registry;
    this.database = database;
  }

  /** Explains listings and category pages by the rule that finds them. */
  public static Explanation byRule(Rules rules) {
    return new Explanation(rules, Optional.empty(), Optional.empty());
  }

  /** Explains listings and category pages by name, those that are registered. */
  public static Explanation by(Rules rules, RegisteredPages pages) {
    return new Explanation(rules, Optional.of(pages), Optional.empty());
  }

  /** The same, which names the keys that look-ups lead to. */
  public Explanation asking(Answers answers) {
    return new Explanation(rules, registry, Optional.of(answers));
  }

  /**
   * Lines of text: the change, and indented below it each thing that it deletes, with the reason.
   */
  public List<String> of(RowChange change) {
    List<String> lines = new ArrayList<>();
    lines.add(title(change));
    List<Affected> affected = affected(change);
    affected.stream().flatMap(Affected::lines).forEach(line -> lines.add("  " + line));
    if (affected.isEmpty()) {
      lines.add("  nothing: " + whyNothing(change));
    }
    return lines;
  }

  /** Such as {@code update products id=42}. */
  public String title(RowChange change) {
    String key =
        change.operation() == Operation.TRUNCATE
            ? ""
            : rules.identifying(change).stream()
                .map(column -> " " + column + "=" + values(change, column))
                .collect(Collectors.joining());
    return change.operation().tag() + " " + change.table() + key;
  }

  private List<Affected> affected(RowChange change) {
    AffectedKeys affected;
    try {
      affected = rules.affectedBy(change);
    } catch (RuntimeException e) {
      return List.of(
          new Affected("everything that reads " + change.table(), String.valueOf(e.getMessage())));
    }
    List<Affected> all = new ArrayList<>();
    Set<Lookup> questions = questions(affected);
    Optional<Answers.Found> found =
        database.filter(asked -> !questions.isEmpty()).map(asked -> asked.to(questions));
    affected.targets().stream()
        .flatMap(
            target ->
                names(target, found)
                    .map(name -> new Affected(name, why(change, rules.way(change, target)))))
        .sorted(Comparator.comparing(Affected::what))
        .forEach(all::add);
    affected.tags().stream()
        .sorted()
        .flatMap(tag -> tagged(tag, why(change, rules.way(change, tag))))
        .forEach(all::add);
    affected.lookups().stream()
        .map(
            lookup ->
                found
                    .map(answer -> found(lookup, answer, change))
                    .orElseGet(() -> lookup(lookup, change)))
        .distinct()
        .sorted(Comparator.comparing(Affected::what).thenComparing(Affected::why))
        .forEach(all::add);
    affected
        .purges()
        .forEach((reason, kinds) -> all.add(new Affected(every(kinds), whyPurge(reason, change))));
    affected.product().ifPresent(product -> all.addAll(pages(product)));
    return all;
  }

  /** What the change asks, and what its keys are written with. */
  private Set<Lookup> questions(AffectedKeys affected) {
    Set<Lookup> questions = new LinkedHashSet<>(affected.lookups());
    Stream.concat(
            affected.targets().stream().map(Target::kind),
            affected.lookups().stream().filter(lookup -> lookup.tag().isEmpty()).map(Lookup::kind))
        .distinct()
        .forEach(
            kind ->
                rules.kind(kind).queries().forEach(query -> questions.add(values(kind, query))));
    return questions;
  }

  private static Lookup values(Kind kind, Query query) {
    return new Lookup(kind, query, List.of());
  }

  private Stream<String> names(Target target, Optional<Answers.Found> found) {
    return rules
        .keys(
            target,
            query ->
                found
                    .filter(answer -> !answer.tooMany().contains(values(target.kind(), query)))
                    .map(answer -> answer.values().get(values(target.kind(), query)))
                    .map(rows -> rows.stream().map(row -> row.get(0)).distinct().toList())
                    .orElse(List.of(ANY)))
        .stream()
        .map(CacheKey::name)
        .map(name -> name.replace(ANY_ENCODED, ANY));
  }

  private String why(RowChange change, String way) {
    return "%s; by %s".formatted(whyRow(change), way);
  }

  private Affected lookup(Lookup lookup, RowChange change) {
    return new Affected(
        "%s that %s leads to by %s".formatted(goal(lookup), from(lookup), lookup.source()),
        whyRow(change));
  }

  private static String from(Lookup lookup) {
    return lookup.source().columns().stream()
        .map(
            column -> column + " " + lookup.inputs().get(lookup.source().columns().indexOf(column)))
        .collect(Collectors.joining(", "));
  }

  /** The keys that the database knows, and the way to them. */
  private Affected found(Lookup lookup, Answers.Found answer, RowChange change) {
    if (answer.tooMany().contains(lookup)) {
      return new Affected(
          every(Set.of(lookup.kind())), way(lookup, "to too many keys", answer, change));
    }
    if (!answer.values().containsKey(lookup)) {
      return new Affected(
          every(Set.of(lookup.kind())),
          "%s; where %s leads by %s is not known"
              .formatted(whyRow(change), from(lookup), rules.way(change, lookup)));
    }
    List<String> names =
        answer.values().getOrDefault(lookup, List.of()).stream()
            .flatMap(parts -> found(lookup, parts, answer, change))
            .distinct()
            .sorted()
            .toList();
    return names.isEmpty()
        ? new Affected("no key", way(lookup, "nowhere", answer, change))
        : new Affected(
            String.join(", ", names),
            way(lookup, "there", answer, change),
            database.map(asked -> new Ways(asked).of(lookup)).orElse(List.of()));
  }

  private String way(Lookup lookup, String whereTo, Answers.Found answer, RowChange change) {
    return "%s; %s leads %s by %s, looked up at %s"
        .formatted(
            whyRow(change), from(lookup), whereTo, rules.way(change, lookup), answer.moment());
  }

  private Stream<String> found(
      Lookup lookup, List<String> parts, Answers.Found answer, RowChange change) {
    return lookup
        .tag()
        .map(tag -> tagged(tag.render(parts), whyRow(change)).map(Affected::what))
        .orElseGet(() -> names(new Target(lookup.kind(), parts), Optional.of(answer)));
  }

  private String goal(Lookup lookup) {
    return lookup
        .tag()
        .map(tag -> "pages tagged " + tag)
        .orElseGet(
            () ->
                rules.kind(lookup.kind()).templates().stream()
                    .map(KeyTemplate::toString)
                    .collect(Collectors.joining(" and ")));
  }

  private Stream<Affected> tagged(String tag, String why) {
    return registry
        .map(pages -> pages.tagged(tag, why))
        .orElseGet(() -> Stream.of(new Affected("pages tagged " + tag, why)));
  }

  private List<Affected> pages(ProductChange product) {
    return registry
        .map(pages -> pages.affectedBy(product))
        .orElseGet(() -> PageRules.of(product, rules.listedPages()));
  }

  private String every(Set<Kind> kinds) {
    return kinds.stream()
        .flatMap(kind -> rules.kind(kind).templates().stream())
        .map(template -> template.prefix() + "*")
        .collect(Collectors.joining(" and "));
  }

  private String whyPurge(PurgeReason reason, RowChange change) {
    return switch (reason) {
      case TRUNCATE -> change.table() + " was truncated";
      case RULE ->
          "a change of %s purges, as the rules say: %s".formatted(change.table(), whyRow(change));
      case IMAGE -> {
        List<String> lacking = new ArrayList<>();
        if (change.operation() != Operation.INSERT) {
          lacking.addAll(lacking("before", change, change.before()));
        }
        if (change.operation() != Operation.DELETE) {
          lacking.addAll(lacking("after", change, change.after()));
        }
        yield String.join("; ", lacking) + ", so any of them may show it";
      }
    };
  }

  private List<String> lacking(String image, RowChange change, Optional<Row> row) {
    if (row.isEmpty()) {
      return List.of("the row " + image + " is missing (replica identity is not full?)");
    }
    List<String> columns = rules.lacking(change.table(), row.get());
    return columns.isEmpty()
        ? List.of()
        : List.of("the row " + image + " lacks " + String.join(", ", columns));
  }

  private String whyRow(RowChange change) {
    return switch (change.operation()) {
      case INSERT -> "the row is new (it may be cached as absent or without it)";
      case DELETE -> "the row is gone";
      case UPDATE -> differences(change).orElse("the row has changed") + notKnown(change);
      case TRUNCATE -> "";
    };
  }

  /** What the rules compare, and cannot as the row as it was does not tell. */
  private String notKnown(RowChange change) {
    Set<String> known = new TreeSet<>();
    change.before().ifPresent(before -> known.addAll(before.columns().keySet()));
    Set<String> compared = rules.comparedColumns(change.table(), known);
    // Those that only the row as it is has are among the differences.
    change.after().ifPresent(after -> known.addAll(after.columns().keySet()));
    String missing =
        compared.stream()
            .filter(column -> !known.contains(column))
            .collect(Collectors.joining(", "));
    return missing.isEmpty() || change.before().isEmpty()
        ? ""
        : "; not known whether " + missing + " has changed";
  }

  private static String whyNothing(RowChange change) {
    return differences(change)
        .map(what -> "nothing in the cache shows " + what)
        .orElse("no column has changed");
  }

  private static Optional<String> differences(RowChange change) {
    return change
        .before()
        .flatMap(before -> change.after().flatMap(after -> Differences.of(before, after)));
  }

  private static String values(RowChange change, String column) {
    return Stream.of(change.before(), change.after())
        .flatMap(Optional::stream)
        .map(row -> String.valueOf(row.columns().get(column)))
        .distinct()
        .collect(Collectors.joining(" → "));
  }
}
