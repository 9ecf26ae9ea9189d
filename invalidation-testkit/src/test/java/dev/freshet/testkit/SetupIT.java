package dev.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.freshet.testkit.Setup.Resource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SetupIT {

  @Test
  void saysWhichTablesTheRulesMiss() {
    Setup setup =
        new Setup(
            Optional.of(
                new Resource(
                    "/shop/own.yml",
                    """
                    freshet: 1
                    namespace: shop
                    kinds:
                      product: { key: "product:{id:int}" }
                    tables:
                      products: { product: idd }
                      categories: { product: id -> products(category_id).id, watch: [names] }
                    """)),
            Optional.empty());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TestServers.start(setup))
        .withMessageStartingWith(
            "the rules of /shop/own.yml do not suit the tables of the catalog:\n")
        .withMessageContaining("own.yml:6: table products has no column idd. Did you mean id?")
        .withMessageContaining("own.yml:7: table categories has no column names.");
  }

  @Test
  void saysWhatPostgresqlSaysOfTheSchema() {
    Setup setup =
        new Setup(
            Optional.empty(),
            Optional.of(new Resource("/shop/own.sql", "create tabel products ()")));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TestServers.start(setup))
        .withMessageStartingWith(
            "PostgreSQL refuses /shop/own.sql: ERROR: syntax error at or near \"tabel\"");
  }
}
