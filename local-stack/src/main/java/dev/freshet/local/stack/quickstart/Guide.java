package dev.freshet.local.stack.quickstart;

import static java.util.stream.Collectors.joining;

import dev.freshet.local.stack.Application;
import dev.freshet.local.stack.LocalStack;
import dev.freshet.local.stack.Options;
import dev.freshet.local.stack.ServiceProcess;
import java.nio.file.Path;

/** What to try while the stack runs. */
final class Guide {

  private static final int PRODUCT = 42;

  private final Options options;
  private final String writeToken;
  private final String metrics;
  private final String logs;

  Guide(LocalStack stack) {
    this.options = stack.options();
    this.writeToken = stack.writeToken();
    this.metrics =
        stack.services().stream()
            .map(service -> service.uri("/actuator/prometheus") + "   (" + service.name() + ")")
            .collect(joining("\n  ", "  ", ""));
    this.logs =
        stack.services().stream()
            .map(ServiceProcess::log)
            .map(Path::toString)
            .collect(joining("\n  ", "  ", ""));
  }

  @Override
  public String toString() {
    int product = Math.min(PRODUCT, options.demoProducts());
    String toTry =
        options.application() == Application.CATALOG
            ? catalog("http://127.0.0.1:" + options.apiPort() + "/products/" + product, product)
            : shop("http://127.0.0.1:" + options.apiPort(), product);
    return """

        Freshet is running, with %d products.

        %s
        Metrics:
        %s

        Logs:
        %s

        Ctrl-C stops everything.
        """
        .formatted(options.demoProducts(), toTry, metrics, logs);
  }

  private String catalog(String url, int product) {
    return """
        Read a product twice; Cache-Status tells that the first read loads it and the second hits:
          curl -i %s

        Change it behind the API's back, and read again: fresh.
          %s \\
            -c "update products set price = price + 1 where id = %d"

        Change it through the API:
          curl -X PATCH -H 'Authorization: Bearer %s' \\
            -H 'Content-Type: application/merge-patch+json' -d '{"stock": 7}' \\
            %s
        """
        .formatted(url, psql(), product, writeToken, url);
  }

  private String shop(String base, int product) {
    return """
        Read a product, which is then cached:
          curl '%1$s/products/%2$d?channel=eu&language=DE'
          redis-cli -p %3$d keys 'shop:product:*'

        Change it behind the shop's back, and read again: fresh. It is in four tables more.
          %4$s \\
            -c "update price set amount = amount + 1 where variant_id = %2$d"

        Change it through the shop, by JPA, whose answer says that all later reads see it:
          curl -i -X PUT -H 'Content-Type: application/json' -d 9.99 %1$s/variants/%2$d/prices/eu
        """
        .formatted(base, product, options.redisPort(), psql());
  }

  private String psql() {
    String database = options.application().database();
    return "PGPASSWORD=%1$s psql -h 127.0.0.1 -p %2$d -U %1$s %1$s"
        .formatted(database, options.postgresPort());
  }
}
