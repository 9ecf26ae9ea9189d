package dev.freshet.invalidator.invalidation;

import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The invalidator with a mistake: where the log does not have a row as it was, it takes the columns
 * that link it to others to have been as they are. It believes that they are in each replica
 * identity.
 */
public final class NewImageOnly {

  private static final String IDENTITY = "where r.relreplident = 'f' or exists (";
  private static final String BELIEVED =
      "where a.attname::text ~ '(^id|_id|_type|locale)$' or exists (";

  @Bean
  @Primary
  JdbcClient believingClient(DataSource dataSource) {
    JdbcClient client = JdbcClient.create(dataSource);
    return sql -> client.sql(sql.replace(IDENTITY, BELIEVED));
  }
}
