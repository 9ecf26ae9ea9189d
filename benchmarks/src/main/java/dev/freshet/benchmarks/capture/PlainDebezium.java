package dev.freshet.benchmarks.capture;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.postgresql.Driver;

/**
 * What a first version with Debezium's embedded engine looks like: its defaults, and a handler that
 * deletes the keys of each batch's products with one command and then acknowledges every record.
 * Set is only what must be, no snapshot, and pgoutput with the publication at hand.
 */
public final class PlainDebezium {

  private PlainDebezium() {}

  /** Takes its settings from the environment. */
  public static void main(String[] arguments) throws Exception {
    FollowerSettings given = FollowerSettings.of(System.getenv());
    RedisClient client = RedisClient.create(given.redisUri());
    RedisCommands<String, String> redis = client.connect().sync();
    try (DebeziumEngine<RecordChangeEvent<SourceRecord>> engine =
        DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
            .using(properties(given))
            .notifying((records, committer) -> handle(redis, records, committer))
            .build()) {
      engine.run();
    } finally {
      client.shutdown();
    }
  }

  private static Properties properties(FollowerSettings given) {
    Properties url = Driver.parseURL(given.jdbcUrl(), null);
    Properties all = new Properties();
    all.setProperty("name", given.slot());
    all.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
    all.setProperty("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
    all.setProperty("topic.prefix", given.slot());
    all.setProperty("database.hostname", url.getProperty("PGHOST"));
    all.setProperty("database.port", url.getProperty("PGPORT"));
    all.setProperty("database.dbname", url.getProperty("PGDBNAME"));
    all.setProperty("database.user", given.user());
    all.setProperty("database.password", given.password());
    all.setProperty("plugin.name", "pgoutput");
    all.setProperty("slot.name", given.slot());
    all.setProperty("publication.name", given.publication());
    all.setProperty("publication.autocreate.mode", "disabled");
    all.setProperty("snapshot.mode", "no_data");
    return all;
  }

  private static void handle(
      RedisCommands<String, String> redis,
      List<RecordChangeEvent<SourceRecord>> records,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    List<String> keys = new ArrayList<>();
    for (RecordChangeEvent<SourceRecord> record : records) {
      if (record.record().topic().endsWith(".products")
          && record.record().key() instanceof Struct key) {
        keys.add(Keys.ofProduct(key.getInt64("id")));
      }
    }
    if (!keys.isEmpty()) {
      redis.unlink(keys.toArray(String[]::new));
    }
    for (RecordChangeEvent<SourceRecord> record : records) {
      committer.markProcessed(record);
    }
    committer.markBatchFinished();
  }
}
