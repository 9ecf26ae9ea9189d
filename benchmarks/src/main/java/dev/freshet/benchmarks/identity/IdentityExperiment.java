package dev.freshet.benchmarks.identity;

import dev.freshet.benchmarks.capture.CapturedServers;
import dev.freshet.benchmarks.harness.Experiment;
import dev.freshet.benchmarks.harness.Rounds;
import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.benchmarks.report.BarPlot;
import dev.freshet.benchmarks.report.Comparison;
import dev.freshet.benchmarks.report.Section;
import dev.freshet.local.stack.Resources;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;

/** What the replica identity of products costs, without anybody who follows. */
public final class IdentityExperiment implements Experiment {

  private static final String DEFAULT = "default";

  @Override
  public String name() {
    return "identity";
  }

  @Override
  public String title() {
    return "Replica identity: log, writer and decoding";
  }

  @Override
  public Section run(Setup setup) throws Exception {
    int rows = setup.either(50_000, 1_000);
    int single = setup.either(5_000, 100);
    try (CapturedServers servers = CapturedServers.start(setup, rows)) {
      servers.execute("alter role catalog replication");
      servers.execute("alter system set full_page_writes = off");
      servers.execute("select pg_reload_conf()");
      servers.execute("alter table products set (autovacuum_enabled = false)");
      List<Comparison> comparisons = new ArrayList<>();
      for (Column column : Column.values()) {
        comparisons.add(
            compare(
                setup,
                servers,
                "%s, one update of %,d rows".formatted(column.title, rows),
                rows,
                column.inOneUpdate()));
        comparisons.add(
            compare(
                setup,
                servers,
                "%s, %,d updates of one row".formatted(column.title, single),
                single,
                column.oneByOne()));
      }
      return section(comparisons, servers);
    }
  }

  private Section section(List<Comparison> comparisons, CapturedServers servers) {
    return new Section(
        name(),
        title(),
        """
        Old values of products in the log: of all columns (`full`), of those that summaries show when
        one of them changes (`index`, with the index that this needs), and of none (`default`, for
        comparison: with it each change purges). Every round sets the identity, makes the changes once
        without measuring, vacuums, and checkpoints. WAL is how far the insert position has moved,
        without page images (`full_page_writes = off`): after a checkpoint these come on top, of the
        index's pages too. Decoding is pgoutput into a count, within the server, from a slot that was
        made before the changes.""",
        List.of(),
        comparisons,
        List.of(
            new BarPlot("Write-ahead log", IdentityContestant.WAL, comparisons),
            new BarPlot("Time of the writer", IdentityContestant.WRITER, comparisons),
            new BarPlot("Decoding", IdentityContestant.DECODED, comparisons)),
        List.of(
            "Products are %s bytes wide on average (`pg_column_size`)."
                .formatted(servers.ask("select round(avg(pg_column_size(p.*))) from products p"))));
  }

  private static Comparison compare(
      Setup setup,
      CapturedServers servers,
      String title,
      int rows,
      IdentityContestant.Changes changes)
      throws InterruptedException {
    List<String> index =
        List.of(Resources.text(CapturedServers.class, "replica-identity-index.sql").split(";\\s*"));
    return new Rounds(
            setup,
            title,
            DEFAULT,
            List.of(IdentityContestant.WAL, IdentityContestant.WRITER, IdentityContestant.DECODED))
        .run(
            setup.either(3, 1),
            List.of(
                new IdentityContestant(DEFAULT, List.of(), servers, rows, changes),
                new IdentityContestant(
                    "full",
                    List.of("alter table products replica identity full"),
                    servers,
                    rows,
                    changes),
                new IdentityContestant("index", index, servers, rows, changes)));
  }

  /** What changes. */
  private enum Column {
    STOCK("stock", "stock = stock + 1"),
    DESCRIPTION("description", "description = reverse(description)");

    private final String title;
    private final String assignment;

    Column(String title, String assignment) {
      this.title = title;
      this.assignment = assignment;
    }

    IdentityContestant.Changes inOneUpdate() {
      return (connection, rows) -> {
        try (PreparedStatement statement =
            connection.prepareStatement("update products set " + assignment + " where id <= ?")) {
          statement.setInt(1, rows);
          statement.executeUpdate();
        }
      };
    }

    IdentityContestant.Changes oneByOne() {
      return (connection, rows) -> CapturedServers.updateEach(connection, assignment, rows);
    }
  }
}
