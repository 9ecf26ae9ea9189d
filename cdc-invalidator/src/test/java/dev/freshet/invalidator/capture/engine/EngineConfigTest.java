package dev.freshet.invalidator.capture.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.invalidator.capture.failure.UnmendableException;
import dev.freshet.invalidator.capture.postgres.CapturedRelations;
import dev.freshet.invalidator.capture.postgres.ConnectedHost;
import dev.freshet.invalidator.capture.postgres.RelationName;
import dev.freshet.invalidator.capture.settings.CaptureSettings;
import dev.freshet.rules.TableName;
import io.debezium.util.Strings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class EngineConfigTest {

  private static final CaptureSettings SETTINGS =
      new CaptureSettings(
          "shop",
          "catalog_changes",
          "",
          Duration.ofSeconds(2),
          "host-1",
          Duration.ofMillis(100),
          Duration.ofSeconds(5));

  private static final CapturedRelations RELATIONS =
      new CapturedRelations(
          Map.of(
              new RelationName("shop", "products"),
              TableName.of("products"),
              new RelationName("Old, shop", "products_2019"),
              TableName.of("products")),
          Map.of(),
          List.of());

  private static final ConnectedHost HOST = new ConnectedHost("db.example", 6432);

  @Test
  void takesTheServerThatTheDriverHasChosenAndTheDatabaseFromTheUrl() {
    Properties properties =
        of("jdbc:postgresql://a:1,db.example:6432/shop").properties(HOST, RELATIONS);

    assertThat(properties)
        .containsEntry("database.hostname", "db.example")
        .containsEntry("database.port", "6432")
        .containsEntry("database.dbname", "shop")
        .containsEntry("database.user", "cdc")
        .containsEntry("database.password", "s3cret");
  }

  @Test
  void takesUserAndPasswordFromTheUrlIfThereAreNoOthers() {
    Properties properties =
        EngineConfig.of(SETTINGS, "jdbc:postgresql://db/shop?user=me&password=mine", null, null)
            .properties(HOST, RELATIONS);

    assertThat(properties)
        .containsEntry("database.user", "me")
        .containsEntry("database.password", "mine")
        .doesNotContainKeys("driver.user", "driver.password");
  }

  @Test
  void usesTheUrlsSocketsWhereItNamesSome() {
    String url = "jdbc:postgresql://db/shop";

    assertThat(of(url).properties(HOST, RELATIONS))
        .containsEntry("driver.socketFactory", ArrivalSocketFactory.class.getName());
    assertThat(of(url + "?socketFactory=com.example.Sockets").properties(HOST, RELATIONS))
        .containsEntry("driver.socketFactory", "com.example.Sockets");
  }

  @Test
  void passesTheUrlsParametersOnToTheDriver() {
    Properties properties =
        of("jdbc:postgresql://db/shop?sslmode=verify-full&sslrootcert=/ca.pem&socketTimeout=60")
            .properties(HOST, RELATIONS);

    assertThat(properties)
        .containsEntry("driver.sslmode", "verify-full")
        .containsEntry("driver.sslrootcert", "/ca.pem")
        .containsEntry("driver.socketTimeout", "60")
        .containsEntry("driver.connectTimeout", "5")
        .containsEntry("driver.tcpKeepAlive", "true");
  }

  @Test
  void refusesTheUrlOfAnotherDatabase() {
    assertThatThrownBy(() -> of("jdbc:mysql://db/shop"))
        .isInstanceOf(UnmendableException.class)
        .hasMessageContaining("spring.datasource.url");
  }

  @Test
  void losesNothingSilently() {
    Properties properties = of("jdbc:postgresql://db/shop").properties(HOST, RELATIONS);

    assertThat(properties)
        .containsEntry("slot.name", "shop")
        .containsEntry("publication.name", "catalog_changes")
        .containsEntry("poll.interval.ms", "1")
        .containsEntry("heartbeat.interval.ms", "2000")
        .containsEntry("snapshot.mode", "no_data")
        .containsEntry("publication.autocreate.mode", "disabled")
        .containsEntry("slot.drop.on.stop", "false")
        .containsEntry("skipped.operations", "none")
        .containsEntry("tombstones.on.delete", "false")
        .containsEntry("errors.max.retries", "0")
        .containsEntry("slot.max.retries", "0")
        .containsKey("heartbeat.action.query");
  }

  @Test
  void followsJustTheTablesWhoseRowsAreRead() {
    String tables =
        of("jdbc:postgresql://db/shop")
            .properties(HOST, RELATIONS)
            .getProperty("table.include.list");

    assertThat(Strings.setOfRegex(tables))
        .anyMatch(table -> table.matcher("shop.products").matches())
        .anyMatch(table -> table.matcher("Old, shop.products_2019").matches())
        .noneMatch(table -> table.matcher("shopXproducts").matches())
        .noneMatch(table -> table.matcher("shop.products_old").matches())
        .noneMatch(table -> table.matcher("archive.products").matches());
  }

  @Test
  void noDataCanLookLikeItsPlaceholder() {
    EngineConfig one = of("jdbc:postgresql://db/shop");

    assertThat(one.placeholder()).isNotEqualTo(of("jdbc:postgresql://db/shop").placeholder());
    assertThat(one.properties(HOST, RELATIONS))
        .containsEntry("unavailable.value.placeholder", one.placeholder());
  }

  @Test
  void eachRunHasMetricsOfItsOwn() {
    EngineConfig config = of("jdbc:postgresql://db/shop");

    assertThat(config.properties(HOST, RELATIONS).get("topic.prefix"))
        .isNotEqualTo(config.properties(HOST, RELATIONS).get("topic.prefix"));
  }

  private static EngineConfig of(String url) {
    return EngineConfig.of(SETTINGS, url, "cdc", "s3cret");
  }
}
