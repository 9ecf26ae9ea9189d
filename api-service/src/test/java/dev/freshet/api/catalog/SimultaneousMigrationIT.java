package dev.freshet.api.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.local.postgres.LocalPostgres;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class SimultaneousMigrationIT {

  @Test
  void anotherInstanceMigratesBetweenFlywaysLooksAtAnEmptyDatabase() {
    try (LocalPostgres postgres = LocalPostgres.start()) {
      postgres.execute("postgres", "create database fresh");
      DataSource database =
          new DriverManagerDataSource(postgres.jdbcUrl("fresh"), "postgres", "postgres");
      OnFirstLook late = new OnFirstLook(database, () -> flyway(database).migrate());

      new Migration().migrate(flyway(late));

      assertThat(late.looked).isTrue();
      assertThat(flyway(database).info().pending()).isEmpty();
    }
  }

  /** Set up as application.yaml has it. */
  private static Flyway flyway(DataSource database) {
    return Flyway.configure()
        .dataSource(database)
        .table("freshet_schema_history")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load();
  }

  /** Does something before the first statement that tells whether the schema is empty. */
  private static final class OnFirstLook extends DelegatingDataSource {

    private final Runnable action;
    private final AtomicBoolean looked = new AtomicBoolean();

    OnFirstLook(DataSource target, Runnable action) {
      super(target);
      this.action = action;
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection connection = super.getConnection();
      return (Connection)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("prepareStatement")
                    && ((String) arguments[0]).contains("pg_proc")
                    && looked.compareAndSet(false, true)) {
                  action.run();
                }
                try {
                  return method.invoke(connection, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }
}
