package dev.freshet.invalidator.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.freshet.invalidator.CatalogDatabase;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.Column;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.ForeignKey;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.Statistics;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.Table;
import dev.freshet.local.LocalPostgres;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class SchemaGraphIT {

  private static CatalogDatabase server;

  @BeforeAll
  static void start() {
    server = CatalogDatabase.start();
    server.sql(
        """
        create schema g;
        create table g.roots (id int primary key, code text unique, other int);
        create unique index on g.roots (other) where other > 0;
        create table g.parts (id int, at int, root int references g.roots, primary key (id, at))
          partition by range (at);
        create table g.parts_old partition of g.parts for values from (0) to (10)
          partition by range (at);
        create table g.parts_older partition of g.parts_old for values from (0) to (10);
        create table g.parts_new partition of g.parts for values from (10) to (20);
        create table g.notes (id int, part int, at int, foreign key (part, at) references g.parts);
        create table g.bases (id int primary key, root int);
        create table g.children (own int references g.roots, primary key (id)) inherits (g.bases);
        alter table g.children add foreign key (root) references g.roots;
        create unlogged table g.carts (id int primary key, root int references g.roots);
        create table g.mixed (id int) partition by range (id);
        create unlogged table g.mixed_one partition of g.mixed for values from (0) to (9);
        create foreign data wrapper none;
        create server nowhere foreign data wrapper none;
        create foreign table g.far (id int) server nowhere;
        create foreign table g.mixed_far partition of g.mixed for values from (10) to (19)
          server nowhere;
        create view g.one as select root from g.parts_old;
        create materialized view g.two as select one.root from g.one join g.notes on true;
        """,
        "insert into g.roots select i, i from generate_series(1, 40) i",
        "insert into g.parts select i, i % 20, 1 + i % 4 from generate_series(1, 1000) i",
        "update g.parts set root = null where id % 2 = 0",
        "analyze g.roots, g.parts");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aTableWithItsPartitionsIsOne() {
    SchemaGraph graph = graph(LocalPostgres.SUPERUSER, LocalPostgres.SUPERUSER);

    assertThat(graph.tables().keySet())
        .filteredOn(name -> name.schema().equals("g"))
        .containsExactly(name("bases"), name("notes"), name("parts"), name("roots"));
    assertThat(graph.parents())
        .containsEntry(name("parts_older"), name("parts"))
        .containsEntry(name("children"), name("bases"));
    assertThat(graph.keys())
        .filteredOn(key -> key.from().schema().equals("g"))
        .containsExactlyInAnyOrder(
            key("parts", "root", "roots", "id"),
            key("bases", "root", "roots", "id"),
            key("bases", "own", "roots", "id"),
            new ForeignKey(
                name("notes"), List.of("part", "at"), name("parts"), List.of("id", "at")));
  }

  @Test
  void statisticsAreOfAllPartitionsTogether() {
    Table parts = graph(LocalPostgres.SUPERUSER, LocalPostgres.SUPERUSER).table(name("parts"));

    assertThat(parts.rows()).hasValue(1000);
    assertThat(parts.primaryKey()).containsExactly("id", "at");
    assertThat(parts.column("root").statistics()).contains(new Statistics(2, 0.5));
  }

  @Test
  void onlyWholeIndexesTellRowsApart() {
    Table roots = graph(LocalPostgres.SUPERUSER, LocalPostgres.SUPERUSER).table(name("roots"));

    assertThat(roots.unique()).containsExactlyInAnyOrder(Set.of("id"), Set.of("code"));
    assertThat(roots.columns().values())
        .extracting(Column::name, Column::type, Column::family, Column::isForKeys)
        .containsExactly(
            tuple("id", "integer", "integer", true),
            tuple("code", "text", "text", true),
            tuple("other", "integer", "integer", true));
  }

  @Test
  void whatTheLogDoesNotCarryIsApart() {
    assertThat(graph(LocalPostgres.SUPERUSER, LocalPostgres.SUPERUSER).others())
        .extracting(each -> each.name().name(), each -> each.what(), each -> each.tables())
        .containsExactlyInAnyOrder(
            tuple("carts", "an unlogged table", Set.of(name("roots"))),
            tuple("far", "a foreign table", Set.of()),
            tuple("mixed", "a table with foreign partitions", Set.of()),
            tuple("one", "a view", Set.of(name("parts"))),
            tuple("two", "a materialized view", Set.of(name("parts"), name("notes"))));
  }

  /** The number of a table's rows is for everybody to see, what its columns are like is not. */
  @Test
  void aRoleWithoutRightsSeesAllButTheStatisticsOfColumns() {
    SchemaGraph all = graph(LocalPostgres.SUPERUSER, LocalPostgres.SUPERUSER);
    SchemaGraph seen = graph(CatalogDatabase.USER, CatalogDatabase.PASSWORD);

    assertThat(seen.keys()).isEqualTo(all.keys());
    assertThat(seen.others()).isEqualTo(all.others());
    assertThat(seen.tables().keySet()).isEqualTo(all.tables().keySet());
    assertThat(seen.table(name("parts")).rows()).hasValue(1000);
    assertThat(seen.table(name("parts")).column("root").statistics()).isEqualTo(Optional.empty());
    assertThat(seen.names()).isEqualTo(all.names()).containsKey("g");
    assertThat(Map.copyOf(seen.parents())).isEqualTo(all.parents());
  }

  private static ForeignKey key(String from, String column, String to, String toColumn) {
    return new ForeignKey(name(from), List.of(column), name(to), List.of(toColumn));
  }

  private static RelationName name(String name) {
    return new RelationName("g", name);
  }

  private static SchemaGraph graph(String user, String password) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(server.jdbcUrl());
    source.setUser(user);
    source.setPassword(password);
    return SchemaGraph.of(JdbcClient.create(source));
  }
}
