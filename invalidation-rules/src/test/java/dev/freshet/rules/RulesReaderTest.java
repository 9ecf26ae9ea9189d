package dev.freshet.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is in a rules file, what is wrong with it is said in lines that somebody can act on. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RulesReaderTest {

  private static final String KINDS =
      """
      freshet: 1
      kinds:
        product: { key: "p:{id}" }
      """;

  private static final String LISTINGS =
      """
      freshet: 1
      kinds:
        category: { key: "c:{id}", pages: true }
        listing: { key: "l:{hash}", pages: true }
      matchers:
        catalog: { use: catalog-listings, columns: { id: id, sku: sku, name: name, category: c, price: p, currency: u, in_stock: stock > 0, created: at } }
      tables:
        products: { match: catalog }
      """;

  private static final String SUITABLE =
      "6: catalog-listings is for the kinds listing and category, with \"pages: true\" and one key"
          + " with one placeholder, such as \"shop:list:{hash:hex16}\"";

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource({"files", "kinds", "matchers", "tables", "tags", "paths"})
  void saysWhatIsWrongAndWhere(String text, List<String> problems) {
    assertThat(problems(text)).containsExactlyElementsOf(problems);
  }

  static Stream<Arguments> files() {
    return Stream.of(
        wrong("kinds: {}\ntables: {}", "1: \"freshet: 1\" is missing, the version of the format"),
        wrong(
            "freshet: 2\nkinds: {}\ntables: {}",
            "1: this program reads version 1 of the format, not 2"),
        wrong(
            "freshet: [1]\nkinds: {}\ntables: {}",
            "1: here must be one value",
            "1: this program reads version 1 of the format, not "),
        wrong("\nfreshet: 1", "2: \"kinds\" is missing", "2: \"tables\" is missing"),
        wrong(
            KINDS + "table: {}",
            "4: \"table\" is none of freshet, namespace, kinds, tables, matchers, limits. Did you mean tables?",
            "1: \"tables\" is missing"),
        wrong(
            KINDS + "tables: {}\nsalt: 3",
            "5: \"salt\" is none of freshet, namespace, kinds, tables, matchers, limits"),
        wrong(KINDS + "tables: {}\nnamespace: A b", "5: not a namespace: A b"),
        wrong(
            "- 1",
            "1: the file must have names and values",
            "1: \"freshet: 1\" is missing, the version of the format",
            "1: \"kinds\" is missing",
            "1: \"tables\" is missing"),
        wrong("freshet: 1\nkinds: 3\ntables: {}", "2: kinds must have names and values"),
        wrong(KINDS + "tables: {}\ntables: {}", "5: tables is there twice"),
        wrong(
            KINDS + "tables: {}\n? [a]\n: 1",
            "5: here must be one value",
            "5: \"\" is none of freshet, namespace, kinds, tables, matchers, limits"),
        wrong(KINDS + "tables: {}\nlimits: 3", "5: limits must have names and values"),
        wrong(
            KINDS + "tables: {}\nlimits: { max-fan-out: 3 }",
            "5: \"max-fan-out\" is none of max-fanout. Did you mean max-fanout?"),
        wrong(
            KINDS + "tables: {}\nlimits: { max-fanout: 0 }",
            "5: max-fanout is a number from 1 to 999999"),
        wrong(
            KINDS + "tables: {}\nlimits: { max-fanout: 1000000 }",
            "5: max-fanout is a number from 1 to 999999"));
  }

  static Stream<Arguments> kinds() {
    return Stream.of(
        kind("Product: { key: \"p:{id}\" }", "3: not the name of a kind: Product"),
        kind(
            "watch: { key: \"p:{id}\" }",
            "3: a kind cannot be called watch, which is a word of the rules"),
        kind(
            "product: 3",
            "3: kind product must have names and values",
            "3: kind product has no key, such as \"product:{id}\""),
        kind("product: {}", "3: kind product has no key, such as \"product:{id}\""),
        kind(
            "product: { key: \"p:{id}\", valeus: {} }",
            "3: \"valeus\" is none of key, values, ttl, pages. Did you mean values?"),
        kind("product: { key: [] }", "3: kind product has 0 keys; from 1 to 8 it can"),
        kind(
            "product: { key: [a, b, c, d, e, f, g, h, i] }",
            "3: kind product has 9 keys; from 1 to 8 it can"),
        kind("product: { key: {} }", "3: here must be one value"),
        kind(
            "product: { key: \"p:{id\" }",
            "3: p:{id has a brace that belongs to no placeholder {name}"),
        kind(
            "product: { key: \"p:id}\" }",
            "3: p:id} has a brace that belongs to no placeholder {name}"),
        kind(
            "product: { key: \"p:{a b}\" }",
            "3: p:{a b} has a brace that belongs to no placeholder {name}"),
        kind("product: { key: \"p:{id}:{id}\" }", "3: p:{id}:{id} has {id} twice"),
        kind(
            "product: { key: \"p:{id:float}\" }",
            "3: float is no type of a placeholder; there are int, hex16 and uuid"),
        kind(
            "product: { key: \"{id}\" }",
            "3: {id} begins with a placeholder, so that any key may be one of these"),
        kind(
            "product: { key: \"p:{a}{b}\" }",
            "3: p:{a}{b} has two placeholders with nothing between them"),
        kind(
            "product: { key: \"" + "p".repeat(513) + "\" }",
            "3: a key of 513 characters, and 512 are the most"),
        kind(
            "product: { key: [\"p:{id}\", \"p:full:{sku}\"] }",
            "3: p:{id} and p:full:{sku} have other placeholders"),
        kind("product: { key: \"p:{id}\", ttl: 5 }", "3: \"5\" is no time such as 30s, 5m or 1h"),
        kind("product: { key: \"p:{id}\", ttl: 0s }", "3: a time must be positive"),
        kind(
            "product: { key: \"p:{id}\", pages: maybe }", "3: \"maybe\" is neither true nor false"),
        kind(
            "product: { key: \"p:{id}\", pages: true, ttl: 6m }",
            "3: kind product has pages, which live at most 5m"),
        kind("product: { key: \"p:{id}\", values: 3 }", "3: values must have names and values"),
        kind(
            "product: { key: \"p:{id}\", values: { region: [eu] } }",
            "3: the key of kind product has no placeholder {region}"),
        kind(
            "product: { key: \"p:{id}:{c}\", values: { c: [] } }",
            "3: no value of {c} is listed, so no key"),
        kind(
            "product: { key: \"p:{id}:{c}\", values: { c: [[eu]] } }", "3: here must be one value"),
        kind(
            "product: { key: \"p:{id}:{a}:{b}\", values: { a: %s, b: %s } }"
                .formatted(numbers(101), numbers(100)),
            "3: the values of kind product make 10,100 keys of each, and 10,000 are the most"),
        kind(
            "product: { key: \"p:{c}\", values: { c: [eu] } }",
            "3: no placeholder of kind product is left for a row to tell"),
        kind(
            "product: { key: \"p:{id}:{c}\", values: { c: { sql: select :id } } }",
            "3: a query for values has no row, so no parameter :id"),
        kind(
            "product: { key: \"p:{id}:{c}\", values: { c: { sq: select 1 } } }",
            "3: \"sq\" is none of sql. Did you mean sql?",
            "3: \"sql\" is missing"),
        kind(
            "product: { key: \"p:{id}:{c}\", values: { c: { sql: select 1; } } }",
            "3: a query is one statement, without a semicolon"),
        kind(
            "product: { key: \"p:{id}\" }\n  item: { key: \"p:{sku:int}\" }",
            "3: a key may be of kind product and of kind item: p:{id}, p:{sku:int}"),
        kind(
            "a: { key: p }\n  b: { key: p }\n  c: { key: p }",
            "3: a key may be of kind a and of kind b: p, p",
            "3: a key may be of kind a and of kind c: p, p",
            "3: a key may be of kind b and of kind c: p, p"),
        kind(
            "product: { key: \"products:invalidation:{id}\" }",
            "3: products:invalidation:{id} is among the keys that Freshet needs itself, products:invalidation:..."),
        kind(
            IntStream.range(0, 65)
                .mapToObj("k%1$d: { key: \"k%1$d:{id}\" }"::formatted)
                .collect(Collectors.joining("\n  ")),
            "3: 65 kinds, and 64 are the most"),
        kind(
            "product: { key: \"p\\0:{id}\" }",
            "3: here is a character that no text has: \\0, or half of one"),
        kind(
            "product: { key: \"p\\ud800:{id}\" }",
            "3: here is a character that no text has: \\0, or half of one"));
  }

  static Stream<Arguments> matchers() {
    return Stream.of(
        wrong(
            LISTINGS.replace("catalog: {", "catalog: 3 #"),
            "6: a matcher must have names and values",
            "6: \"use\" must be catalog-listings",
            "6: columns lacks category, created, currency, id, in_stock, name, price, sku"),
        wrong(
            LISTINGS.replace("use: catalog-listings", "use: other"),
            "6: \"use\" must be catalog-listings"),
        wrong(
            LISTINGS.replace("use: catalog-listings,", "uses: catalog-listings,"),
            "6: \"uses\" is none of use, columns. Did you mean use?",
            "6: \"use\" must be catalog-listings"),
        wrong(
            LISTINGS.replace("sku: sku", "title: sku"),
            "6: \"title\" is none of category, created, currency, id, in_stock, name, price, sku",
            "6: columns lacks sku"),
        wrong(
            LISTINGS.replace("stock > 0", "stock"),
            "6: in_stock is a comparison, such as stock > 0"),
        wrong(
            LISTINGS.replace("stock > 0", "stock > x"),
            "6: x is no constant: write a number, a text in single quotes, true or false"),
        wrong(LISTINGS.replace("price: p", "price: a.b"), "6: not the name of a column: a.b"),
        wrong(
            LISTINGS.replace("listing: { key: \"l:{hash}\", pages: true }", "other: { key: x }"),
            SUITABLE),
        wrong(LISTINGS.replace("listing: { key: \"l:{hash}\", pages: true }", ""), SUITABLE),
        wrong(
            LISTINGS.replace("l:{hash}\", pages: true", "l:{hash}:{locale}\", pages: true"),
            SUITABLE),
        wrong(
            LISTINGS.replace(
                "l:{hash}\", pages: true",
                "l:{hash}:{locale}\", values: { locale: [de, en] }, pages: true"),
            SUITABLE),
        wrong(LISTINGS.replace("key: \"l:{hash}\"", "key: [\"l:{hash}\", \"m:{hash}\"]"), SUITABLE),
        wrong(LISTINGS.replace("c:{id}\", pages: true", "c:{id}\""), SUITABLE),
        wrong(
            LISTINGS.replace("id: id, sku", "id: [shop, number], sku"),
            "6: id must be one column; readers say by one what a page shows. Pages of products with ids of several columns can have tags"),
        wrong(
            LISTINGS.replace("id: id, sku", "id: '(shop, number)', sku"),
            "6: id must be one column; readers say by one what a page shows. Pages of products with ids of several columns can have tags"),
        wrong(
            LISTINGS.replace("match: catalog", "match: catalogue"),
            "8: there is no matcher catalogue"));
  }

  static Stream<Arguments> tags() {
    return Stream.of(
        table(
            "a: { product: id, tags: [\"shows:{id}\"] }",
            "5: there is no kind whose keys readers could register under tags. Give one \"pages: true\""),
        tagged(
            "tags: [\"shows:{id\"]",
            "5: shows:{id has a brace that belongs to no placeholder {name}"),
        tagged(
            "tags: [\"shows:id}\"]",
            "5: shows:id} has a brace that belongs to no placeholder {name}"),
        tagged("tags: [\"{id}\"]", "5: \"{id}\" does not begin with a word, such as category:{id}"),
        tagged(
            "tags: [\"shows:{id:number}\"]",
            "5: number is no type of a placeholder; there are int, hex16 and uuid"),
        tagged(
            "tags: [\"all products\"]",
            "5: \"all products\" is no tag: at most 200 visible ASCII characters, without %"),
        tagged(
            "tags: [[shows]]",
            "5: here must be one value",
            "5: \"\" is no tag: at most 200 visible ASCII characters, without %"),
        tagged(
            "tags: { \"shows:{a}:{b}\": id -> products.x }",
            "5: \"id -> products.x\" ends with 1 values, and the tag shows:{a}:{b} has 2 placeholders"),
        tagged(
            "tags: { \"shows:{a}\": \"-> x\" }",
            "5: \"-> x\" does not begin with a column, or several in parentheses"),
        tagged(
            "tags: { \"shows:{a}\": { sequel: x } }",
            "5: \"sequel\" is none of sql",
            "5: \"sql\" is missing"),
        tagged(
            "tag: [x]",
            "5: \"tag\" is none of page, watch, ignore, when, tags, purge, match, on-missing-image. Did you mean tags?"),
        tagged(
            "page: id",
            "3: no matcher and no tags of any table find the pages of kind page. Give a table \"tags\", or take \"pages: true\" away"),
        wrong(
            "freshet: 1\nkinds:\n  tags: { key: \"t:{id}\" }\ntables: {}\n",
            "3: a kind cannot be called tags, which is a word of the rules"));
  }

  @Test
  void aMatchersPagesMayBeListingsOnlyAndStandBesidePagesUnderTags() throws RulesException {
    Rules rules =
        RulesFile.parse(
            "rules.yml",
            LISTINGS
                .replace("category: { key", "collection: { key")
                .replace("match: catalog", "match: catalog, tags: [\"shows:{id}\"]"));

    assertThat(rules.listings(TableName.of("products")).orElseThrow().kinds())
        .containsExactly(new Kind("listing"));
    assertThat(rules.listedPages().categoryKey("3")).isEmpty();
    assertThat(rules.listedPages().listingKey("0123456789abcdef"))
        .contains(new CacheKey(new Kind("listing"), "l:0123456789abcdef"));
    assertThat(rules.matched(TableName.of("products")))
        .contains(
            new MatchedColumns(6, "id", "c", Set.of("id", "sku", "name", "p", "u", "stock", "at")));
  }

  @Test
  void withoutAMatcherThereAreNoListings() throws RulesException {
    Rules rules =
        RulesFile.parse("rules.yml", LISTINGS.replace("match: catalog", "tags: [\"shows:{id}\"]"));

    assertThat(rules.listedPages()).isSameAs(ListedPages.NONE);
  }

  private static Arguments tagged(String entry, String... problems) {
    return wrong(
        """
        freshet: 1
        kinds:
          page: { key: "page:{id}", pages: true }
        tables:
          a: { %s }
        """
            .formatted(entry),
        problems);
  }

  static Stream<Arguments> tables() {
    return Stream.of(
        table(
            "pg_catalog.pg_class: { product: oid }",
            "5: pg_catalog.pg_class is a table of the system, which no log carries"),
        table(
            "information_schema.tables: { product: id }",
            "5: information_schema.tables is a table of the system, which no log carries"),
        table("a.b.c: { product: id }", "5: not the name of a table: a.b.c"),
        table("order items: { product: id }", "5: not a name: order items"),
        table("a: { product: id }\n  A: { product: id }", "6: table a is there twice"),
        table(
            "a: { product: id }\n  a: { product: id }",
            "6: a is there twice",
            "6: table a is there twice"),
        wrong(
            """
            freshet: 1
            kinds:
              product: { key: "p:{id}" }
              brand: { key: "b:{id}" }
            tables:
              a: { product: id }
            """,
            "4: no table has a rule for kind brand, so nothing would delete its values"),
        table("a: 3", "5: table a must have names and values"),
        table("a: {}", "5: this makes nothing wrong: it names no kind"),
        table("a: []", "5: this makes nothing wrong: it names no kind"),
        table("a: { watch: [b] }", "5: this makes nothing wrong: it names no kind"),
        table(
            "a: { produkt: id }",
            "5: \"produkt\" is none of product, watch, ignore, when, tags, purge, match, on-missing-image. Did you mean product?"),
        table(
            "a: { product: id, watchs: [b] }",
            "5: \"watchs\" is none of product, watch, ignore, when, tags, purge, match, on-missing-image. Did you mean watch?"),
        table("a: { purge: [products] }", "5: there is no kind products"),
        table("a: { purge: [Product] }", "5: not the name of a kind: Product"),
        table(
            "a: { product: id, on-missing-image: ignore }",
            "5: on-missing-image can only be purge"),
        table("a: { product: id, watch: [b], ignore: [c] }", "5: give watch or ignore, not both"),
        table("a: { product: id, ignore: [b c] }", "5: not a name: b c"),
        table("a: { product: id, ignore: [b.c] }", "5: not the name of a column: b.c"),
        table(
            "a: { product: id, watch: [b > c] }",
            "5: c is no constant: write a number, a text in single quotes, true or false"),
        table("a: { product: id, watch: [b > ] }", "5: not a name: b >"),
        table(
            "a: { product: id, when: b }",
            "5: \"b\" is no condition: write column = 'x', column in ('x', 'y'), or column is [not] null"),
        table(
            "a: { product: id, when: b = c }",
            "5: c is no constant: write a number, a text in single quotes, true or false"),
        table(
            "a: { product: id, when: \"b in (1, c)\" }",
            "5: c is no constant: write a number, a text in single quotes, true or false"),
        table(
            "a: { product: id, when: \"b in ('x' 'y')\" }", "5: ('x' 'y') is no list of constants"),
        table(
            "a:\n    - { product: id }\n    - { product: id, wach: [b] }",
            "7: \"wach\" is none of product, watch, ignore, when, tags, purge, match, on-missing-image. Did you mean watch?"));
  }

  static Stream<Arguments> paths() {
    return Stream.of(
        path("", "5: \"\" does not begin with a column, or several in parentheses"),
        path("7", "5: \"7\" does not begin with a column, or several in parentheses"),
        path("id >", noPath("id >", "id")),
        path("id -> b", noPath("id -> b", "id")),
        path("id -> b.c.d.e", noPath("id -> b.c.d.e", "id -> b.c.d")),
        path("id -> b().c", noPath("id -> b().c", "id")),
        path("id -> b(c,).d", noPath("id -> b(c,).d", "id")),
        path("id -> b(c).d ->", noPath("id -> b(c).d ->", "id -> b(c).d")),
        path("(a, b) -> c(d).e", "5: \"(a, b) -> c(d).e\" compares 2 columns with 1"),
        path(
            "a -> b.c -> d.e -> f.g -> h.i",
            "5: \"a -> b.c -> d.e -> f.g -> h.i\" has 4 look-ups, and 3 are the most"),
        path(
            "(a, b)",
            "5: \"(a, b)\" ends with 2 values, and the key of kind product has 1 placeholders without values: id"),
        wrong(
            """
            freshet: 1
            kinds: { pair: { key: "p:{a}:{b}" } }
            tables:
              a: { pair: id }
            """,
            "4: \"id\" ends with 1 values, and the key of kind pair has 2 placeholders without values: a, b"),
        table(
            "a: { product: { sql: \"select 1;\" } }",
            "5: a query is one statement, without a semicolon"),
        table(
            "a: { product: { sqls: select 1 } }",
            "5: \"sqls\" is none of sql. Did you mean sql?",
            "5: \"sql\" is missing"),
        table(
            "a: { product: [[id]] }",
            "5: here must be one value",
            "5: \"\" does not begin with a column, or several in parentheses"));
  }

  private static Arguments kind(String line, String... problems) {
    return wrong("freshet: 1\nkinds:\n  " + line + "\ntables: {}\n", problems);
  }

  private static Arguments table(String line, String... problems) {
    return wrong(KINDS + "tables:\n  " + line + "\n", problems);
  }

  private static Arguments path(String path, String problem) {
    return table("a: { product: \"" + path + "\" }", problem);
  }

  private static String noPath(String path, String good) {
    return "5: \"%s\" is no path: behind \"%s\" comes \"-> table.column\" or \"-> table(column).column\""
        .formatted(path, good);
  }

  private static Arguments wrong(String text, String... problems) {
    return arguments(text, Stream.of(problems).map("rules.yml:"::concat).toList());
  }

  private static String numbers(int count) {
    return IntStream.range(0, count).boxed().toList().toString();
  }

  @Test
  void saysAllAtOnceAndEachOnce() {
    assertThat(problems(KINDS + "tables: { a: { x: 1 }, b: { x: 1, purge: y }, c c: {} }"))
        .containsExactly(
            "rules.yml:4: \"x\" is none of product, watch, ignore, when, tags, purge, match, on-missing-image",
            "rules.yml:4: there is no kind y",
            "rules.yml:4: not a name: c c");
  }

  @Test
  void ofVeryManyProblemsItSaysTheFirst() {
    String text =
        IntStream.range(0, 60_000)
            .mapToObj("  t%d: {}"::formatted)
            .collect(Collectors.joining("\n"));

    assertThat(problems(KINDS + "tables:\n" + text))
        .hasSize(101)
        .startsWith("rules.yml:5: this makes nothing wrong: it names no kind")
        .endsWith("rules.yml: and more, which it says when these are mended");
  }

  @Test
  void whatItQuotesStaysInOneShortLine() {
    assertThat(problems(KINDS + "tables:\n  a:\n    product: |\n      id\n      - b\n"))
        .first()
        .asString()
        .startsWith("rules.yml:6: \"id - b \" is no path");
    assertThat(problems(KINDS + "tables: { a: { product: \"x\\r\\n\\e[31m\\u2028\\u0085y\" } }"))
        .first()
        .asString()
        .doesNotContainPattern("[\\v\\e]");
    assertThat(problems(KINDS + "tables: { a: { product: " + "x ".repeat(10_000) + "} }"))
        .first()
        .asString()
        .hasSizeLessThan(600)
        .endsWith("...");
  }

  /** None of them may take the memory, the stack or the time of whoever reads the file. */
  @ParameterizedTest
  @MethodSource
  void hostileTextIsRefusedInOneLine(String text, String problem) {
    assertThat(problems(text)).singleElement().asString().startsWith(problem);
  }

  static Stream<Arguments> hostileTextIsRefusedInOneLine() {
    return Stream.of(
        arguments("", "rules.yml is empty"),
        arguments("# nothing\n", "rules.yml is empty"),
        arguments("a: b: c", "rules.yml:1: no YAML: mapping values are not allowed here"),
        arguments("a: [1, 2", "rules.yml:1: no YAML: "),
        arguments("a: 1\n\tb: 2", "rules.yml:2: no YAML: found character '\\t(TAB)'"),
        arguments("a: \"x", "rules.yml:1: no YAML: "),
        arguments("a: @x", "rules.yml:1: no YAML: "),
        arguments("%YAML 7.0\n---\na: b", "rules.yml:1: no YAML: "),
        arguments("--- a\n--- b", "rules.yml:2: no YAML: "),
        arguments("a: 1\nb: x\0y", "rules.yml:2: no YAML: it has the character U+0000"),
        arguments("a: 1\nb: x\ud800y", "rules.yml:2: no YAML: it has the character U+D800"),
        arguments(
            "a: \ud83d\ude00\nb: \udc00\ud800", "rules.yml:2: no YAML: it has the character U+D"),
        arguments("a: \"\\ud8\"", "rules.yml:1: no YAML: "),
        arguments("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]", "rules.yml:2: aliases are not allowed"),
        arguments("a: &a [*a]", "rules.yml:1: aliases are not allowed"),
        arguments("a: *b", "rules.yml:1: aliases are not allowed"),
        arguments("a: &a { b: 1 }\n<<: *a", "rules.yml:2: aliases are not allowed"),
        arguments("[".repeat(10_000), "rules.yml:1: more than 20 levels"),
        arguments("[".repeat(10_000) + "]".repeat(10_000), "rules.yml:1: more than 20 levels"),
        arguments("{a: ".repeat(10_000) + "}".repeat(10_000), "rules.yml:1: more than 20 levels"),
        arguments("- ".repeat(10_000) + "a", "rules.yml:1: more than 20 levels"),
        arguments("? ".repeat(10_000) + "a", "rules.yml:1: more than 20 levels"),
        arguments(
            IntStream.range(0, 400)
                .mapToObj(i -> " ".repeat(i) + "a:")
                .collect(Collectors.joining("\n")),
            "rules.yml:21: more than 20 levels"));
  }

  /** Each of the size that a file may have. */
  @ParameterizedTest
  @MethodSource
  void longTextTakesNeitherTheStackNorLong(String line) {
    assertThat(problems(KINDS + "tables:\n  " + line + "\n"))
        .isNotEmpty()
        .allMatch(problem -> problem.startsWith("rules.yml:5: ") && problem.length() < 600);
  }

  static Stream<String> longTextTakesNeitherTheStackNorLong() {
    String quoted = "\"" + "a\"\"".repeat(200_000);
    return Stream.of(
        quoted + "\": { x: 1 }",
        "'" + quoted + "\"': { x: 1 }",
        "'" + quoted + "': { x: 1 }",
        "a." + "a.".repeat(300_000) + "a: { x: 1 }",
        "a: { x: 1, product: '" + quoted + "\" 7' }",
        "a: { x: 1, product: '(" + "a, ".repeat(200_000) + "a)' }",
        "a: { x: 1, product: 'a" + " -> b.c".repeat(100_000) + "' }",
        "a: { x: 1, product: 'a" + " ->\"".repeat(200_000) + "' }",
        "a: { x: 1, product: id, when: \"b = '" + "a''".repeat(200_000) + "'\" }",
        "a: { x: 1, product: id, when: \"b in (" + "'a', ".repeat(150_000) + "'a')\" }",
        "a: { x: 1, product: id, when: \"b in (" + "'a''".repeat(150_000) + ")\" }",
        "a: { x: 1, product: id, watch: \"b > '" + "a''".repeat(200_000) + "'\" }",
        "a: { x: 1, product: { sql: \"select '" + "a''".repeat(200_000) + "'\" } }",
        "a: { x: 1, product: { sql: \"select " + "/*a".repeat(250_000) + "\" } }",
        "a: { x: 1, product: { sql: \"select " + ":a ".repeat(250_000) + "\" } }",
        "a: { x: 1, " + "x".repeat(900_000) + ": 1 }",
        "a: { x: 1, \"" + "y".repeat(900_000) + "\": 1 }");
  }

  @Test
  void longKeysAreRefusedBeforeTheyAreCompared() {
    assertThat(
            problems(
                "freshet: 1\nkinds: { a: { key: \"%s\" }, b: { key: \"%s\" } }\ntables: {}"
                    .formatted("x".repeat(400_000), "x".repeat(400_000))))
        .containsExactly("rules.yml:2: a key of 400000 characters, and 512 are the most");
  }

  @Test
  void randomBytesAreRefusedInALine() throws IOException {
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[1 + random.nextInt(300)];
      random.nextBytes(bytes);
      Path file = Files.write(folder.resolve("rules.yml"), bytes);

      assertThatThrownBy(() -> RulesFile.read(file))
          .isInstanceOfSatisfying(
              RulesException.class,
              e -> assertThat(e.problems()).isNotEmpty().noneMatch(line -> line.contains("\n")));
    }
  }

  @Test
  void brokenCopiesOfAFileNeverFailOtherwise() throws Exception {
    String good = LISTINGS;
    RulesFile.parse("rules.yml", good);
    Random random = new Random(7);
    String odd = "{}[]:,\"'\\\n\t#&*!|>%@-? \0\u2028a0";
    for (int i = 0; i < 5_000; i++) {
      StringBuilder broken = new StringBuilder(good);
      for (int n = 0; n < 1 + i % 3; n++) {
        int at = random.nextInt(broken.length());
        if (random.nextBoolean()) {
          broken.deleteCharAt(at);
        } else {
          broken.setCharAt(at, odd.charAt(random.nextInt(odd.length())));
        }
      }
      try {
        RulesFile.parse("rules.yml", broken.toString());
      } catch (RulesException e) {
        assertThat(e.problems())
            .as(broken.toString())
            .isNotEmpty()
            .allMatch(line -> line.startsWith("rules.yml") && !line.contains("\n"));
      }
    }
  }

  @Test
  void filesThatAreNoneAreNamed() throws IOException {
    assertThat(read(folder.resolve("none.yml")))
        .isEqualTo(
            "the rules file %s cannot be read: it does not exist"
                .formatted(folder.resolve("none.yml")));
    assertThat(read(folder))
        .isEqualTo("the rules file %s cannot be read: it is a directory".formatted(folder));
    Path file = folder.resolve("rules.yml");
    assertThat(read(Files.write(file, new byte[] {'a', (byte) 0xff})))
        .isEqualTo("rules.yml is no text in UTF-8");
    assertThat(read(Files.write(file, new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80})))
        .isEqualTo("rules.yml is no text in UTF-8");
    assertThat(read(Files.write(file, new byte[0]))).isEqualTo("rules.yml is empty");
    assertThat(read(Files.write(file, "x".repeat(10_000_000).getBytes(UTF_8))))
        .isEqualTo("rules.yml has more than 1 MB, so it is no rules file");
  }

  @Test
  void aFileThatMayNotBeReadIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("rules.yml"), KINDS);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isReadable(file), "this user may read everything");

    assertThat(read(file))
        .isEqualTo("the rules file %s cannot be read: its permissions forbid it".formatted(file));
  }

  private static String read(Path file) {
    return String.join(
        "\n", Assertions.assertThrows(RulesException.class, () -> RulesFile.read(file)).problems());
  }

  private static List<String> problems(String text) {
    return Assertions.assertThrows(RulesException.class, () -> RulesFile.parse("rules.yml", text))
        .problems();
  }
}
