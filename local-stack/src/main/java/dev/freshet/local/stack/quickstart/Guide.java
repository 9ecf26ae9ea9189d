package dev.freshet.local.stack.quickstart;

import static java.util.stream.Collectors.joining;

import dev.freshet.local.stack.LocalStack;
import dev.freshet.local.stack.Options;
import dev.freshet.local.stack.Servers;
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
    String url = "http://127.0.0.1:" + options.apiPort() + "/products/" + product;
    return """

        Freshet is running, with %d products.

        Read a product twice; Cache-Status tells that the first read loads it and the second hits:
          curl -i %s

        Change it behind the API's back, and read again: fresh.
          PGPASSWORD=%s psql -h 127.0.0.1 -p %d -U %s %s \\
            -c "update products set price = price + 1 where id = %d"

        Change it through the API:
          curl -X PATCH -H 'Authorization: Bearer %s' \\
            -H 'Content-Type: application/merge-patch+json' -d '{"stock": 7}' \\
            %s

        Metrics:
        %s

        Logs:
        %s

        Ctrl-C stops everything.
        """
        .formatted(
            options.demoProducts(),
            url,
            Servers.CATALOG,
            options.postgresPort(),
            Servers.CATALOG,
            Servers.CATALOG,
            product,
            writeToken,
            url,
            metrics,
            logs);
  }
}
