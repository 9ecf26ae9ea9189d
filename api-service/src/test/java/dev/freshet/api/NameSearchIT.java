package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.catalog.listings.ListingQuery;
import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Searches by name in databases of all collations. */
class NameSearchIT {

  /** Where collations, versions of Unicode, and Java differ over case or length. */
  private static final List<String> NAMES =
      List.of(
          "İstanbul Lamba",
          "ISLIK ISI",
          "ılık iki",
          "ΟΔΥΣΣΕΥΣ",
          "Ὀδυσσεύς",
          "Ärmel STRASSE",
          "Straße ẞ",
          "\u212Aelvin \u212Bngström Å \u2126",
          "ſofa Sofa",
          "ǅungla Ǆ",
          "i\u0307x Į\u0300 e\u0307",
          "rÌga Ísland \u0128x J\u0301",
          "ԿԱԹ ᏣᎳᎩ ᲡᲐᲥ",
          "\uD801\uDC00\uD801\uDC28 ꟋꟜ",
          "100%_\\ Lamp");

  private static LocalPostgres postgres;
  private static LocalRedis redis;
  private static TestApi api;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.start();
    redis = LocalRedis.start();
    TestApi.createDatabase(postgres, "asked");
    api = TestApi.start(postgres, "asked", redis);
  }

  @AfterAll
  static void stop() {
    api.close();
    redis.close();
    postgres.close();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "14, \"\"",
        "15, locale_provider libc",
        "17, locale_provider builtin builtin_locale 'C.UTF-8'",
        "18, locale_provider builtin builtin_locale 'PG_UNICODE_FAST'",
        "15, locale_provider icu icu_locale 'und'",
        "15, locale_provider icu icu_locale 'tr-TR'",
        "15, locale_provider icu icu_locale 'lt-LT'"
      })
  void everyNameIsFoundByEachOfItsParts(int since, String locale) throws Exception {
    assumeTrue(postgres.majorVersion() >= since, "PostgreSQL " + since + " has it first");
    postgres.execute(
        "postgres",
        "drop database if exists named",
        "create database named template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C' "
            + locale);
    try (Connection connection =
        DriverManager.getConnection(
            postgres.jdbcUrl("named"), LocalPostgres.SUPERUSER, LocalPostgres.SUPERUSER)) {
      JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
      fill(jdbc);
      for (String name : NAMES) {
        for (String part : parts(name)) {
          ListingParams params = search(part);
          if (params.q() != null) {
            assertThat(found(jdbc, params)).as("%s in %s", part, name).contains(name);
          }
        }
      }
    }
  }

  /** As a client asks. */
  @ParameterizedTest
  @CsvSource({
    "İstanbul, İstanbul Lamba",
    "istanbul, İstanbul Lamba",
    "ΟΔΥΣΣΕΥΣ, ΟΔΥΣΣΕΥΣ",
    "οδυσσευς, ΟΔΥΣΣΕΥΣ",
    "ΥΣΣ, ΟΔΥΣΣΕΥΣ",
    "50% _\\, 50% _\\ off"
  })
  void searchesAreFoundWhateverTheirCase(String q, String name) {
    TestApi.sql(
        postgres,
        "asked",
        "insert into categories (id, slug, name) values (1, 'c', 'C')",
        "insert into products (sku, name, category_id, price) values"
            + " ('A', '"
            + name
            + "', 1, 1), ('B', 'another', 1, 1)");
    HttpResponse<String> page =
        api.get("/products?q=" + URLEncoder.encode(q, StandardCharsets.UTF_8));
    TestApi.sql(postgres, "asked", "truncate categories cascade");
    redis.command("FLUSHALL");

    assertThat(page.body()).contains("\"total\":1").contains(name.replace("\\", "\\\\"));
  }

  private static void fill(JdbcClient jdbc) throws Exception {
    try (InputStream schema = NameSearchIT.class.getResourceAsStream("/schema.sql")) {
      jdbc.sql(new String(schema.readAllBytes(), StandardCharsets.UTF_8)).update();
    }
    jdbc.sql("insert into categories (slug, name) values ('c', 'C')").update();
    for (String name : NAMES) {
      jdbc.sql("insert into products (sku, name, category_id, price) values (?, ?, 1, 1)")
          .params(name, name)
          .update();
    }
  }

  private static Set<String> found(JdbcClient jdbc, ListingParams params) {
    ListingQuery query = ListingQuery.of(params);
    return Set.copyOf(
        jdbc.sql(query.sql())
            .params(query.parameters())
            .query((row, n) -> "" + row.getString("name"))
            .list());
  }

  private static ListingParams search(String q) {
    return ListingParams.of(Map.of("q", q, "page_size", "100")::get);
  }

  private static Set<String> parts(String name) {
    int[] letters = name.codePoints().toArray();
    Set<String> parts = new HashSet<>();
    for (int from = 0; from < letters.length; from++) {
      for (int to = from + 1; to <= letters.length; to++) {
        parts.add(new String(letters, from, to - from));
      }
    }
    return parts;
  }
}
