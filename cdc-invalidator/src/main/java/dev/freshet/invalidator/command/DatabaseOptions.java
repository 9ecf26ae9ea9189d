package dev.freshet.invalidator.command;

import dev.freshet.invalidator.capture.recording.Recorder;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import picocli.CommandLine.Option;

/** Where the database is, by default the same as for the service. */
final class DatabaseOptions {

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      required = true,
      defaultValue = "${env:SPRING_DATASOURCE_URL}",
      description = "jdbc:postgresql://host:5432/catalog. Default: $SPRING_DATASOURCE_URL")
  private String url = "";

  @Option(
      names = "--user",
      paramLabel = "NAME",
      defaultValue = "${env:SPRING_DATASOURCE_USERNAME}",
      description =
          "The role; its password is taken from $SPRING_DATASOURCE_PASSWORD. Default:"
              + " $SPRING_DATASOURCE_USERNAME")
  private @Nullable String user;

  @Option(
      names = "--publication",
      paramLabel = "NAME",
      defaultValue = "${env:FRESHET_CAPTURE_PUBLICATION:-freshet}",
      description = "Default: $FRESHET_CAPTURE_PUBLICATION or freshet")
  private String publication = "";

  @Option(
      names = "--schema",
      paramLabel = "NAME",
      defaultValue = "${env:FRESHET_CAPTURE_SCHEMA:-}",
      description =
          "Of the tables. Default: $FRESHET_CAPTURE_SCHEMA or the one schema that has them all")
  private String schema = "";

  Recorder.Source source() {
    return new Recorder.Source(
        url, user, System.getenv("SPRING_DATASOURCE_PASSWORD"), publication, schema);
  }

  /** Connects for each question. */
  JdbcClient client() {
    return JdbcClient.create(dataSource());
  }

  /** One that connects for each question. */
  DataSource dataSource() {
    DriverManagerDataSource dataSource = new DriverManagerDataSource(url);
    Recorder.Source source = source();
    if (source.username() != null) {
      dataSource.setUsername(source.username());
    }
    if (source.password() != null) {
      dataSource.setPassword(source.password());
    }
    return dataSource;
  }

  String schema() {
    return schema;
  }

  String publication() {
    return publication;
  }
}
