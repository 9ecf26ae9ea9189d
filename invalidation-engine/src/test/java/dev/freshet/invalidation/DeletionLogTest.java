package dev.freshet.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.rules.Lookup;
import dev.freshet.rules.Operation;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import dev.freshet.rules.RulesFile;
import dev.freshet.rules.TableName;
import dev.freshet.rules.explanation.Answers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeletionLogTest {

  private final DeletionLog deletions = new DeletionLog();

  /** The batch would be applied again for ever. */
  @Test
  void whatCannotBeExplainedFailsNothing() throws Exception {
    Rules rules =
        RulesFile.parse(
            "rules.yml",
            """
            freshet: 1
            kinds: { item: { key: "item:{id}" } }
            tables: { prices: { item: part -> parts(id).item } }
            """);
    RowChange change =
        new RowChange(
            TableName.of("prices"),
            Operation.INSERT,
            Optional.empty(),
            Optional.of(new Row(Map.of("part", 7L))),
            50,
            1,
            Instant.EPOCH);
    Set<Lookup> lookups = rules.affectedBy(change).lookups();
    Answers.Found tooManyParts =
        new Answers.Found(
            "0/7",
            lookups.stream()
                .collect(Collectors.toMap(lookup -> lookup, lookup -> List.of(List.of("1", "2")))),
            Set.of());

    try (DebugLog log = new DebugLog(DeletionLog.class)) {
      deletions.write(rules, List.of(change), tooManyParts, Set.of());

      assertThat(log.messages()).containsExactly("0/1 transaction 50: cannot be explained");
    }
  }

  @Test
  void namesAHundredPagesAndHowManyMore() {
    Set<CacheKey> pages =
        IntStream.range(0, 1_250)
            .mapToObj(i -> new CacheKey(new Kind("page"), "page:%04d".formatted(i)))
            .collect(Collectors.toSet());

    try (DebugLog log = new DebugLog(DeletionLog.class)) {
      deletions.write(
          RulesFile.bundled(), List.of(), new Answers.Found("0/7", Map.of(), Set.of()), pages);

      assertThat(log.messages()).hasSize(1);
      assertThat(log.messages().get(0))
          .startsWith("Pages that show it: page:0000, page:0001, ")
          .endsWith(", page:0099 and 1,150 more");
    }
  }
}
