package dev.freshet.checker.attack;

import dev.freshet.local.stack.Servers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Rows that are written by SQL, and read all the time. */
final class OddRows implements Attack.Ongoing {

  private static final long CATEGORY = 9_000_000_001L;
  private static final List<String> PATHS =
      List.of(
          "/products/" + (CATEGORY + 1),
          "/products/" + (CATEGORY + 2),
          "/products?page_size=100&category_id=" + CATEGORY,
          "/categories/" + CATEGORY);

  private static final String DELETE_PRODUCTS =
      "delete from products where category_id = " + CATEGORY;
  private static final String DELETE_CATEGORY = "delete from categories where id = " + CATEGORY;
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Servers servers;
  private final Attack.Ongoing requests;

  private OddRows(Servers servers, Attack.Ongoing requests) {
    this.servers = servers;
    this.requests = requests;
  }

  static OddRows insert(Target target) {
    Servers servers = target.servers();
    execute(servers, DELETE_PRODUCTS, DELETE_CATEGORY);
    execute(
        servers,
        "insert into categories (id, slug, name) values (%1$d, 'odd', 'Odd')".formatted(CATEGORY),
        """
            insert into products (id, sku, name, category_id, price, attributes) values
              (%1$d + 1, 'odd-1', 'Numbers', %1$d, 1,
               ('{"n": [' || repeat('1e131000,', 29) || '1e131000]}')::jsonb),
              (%1$d + 2, 'odd-2', 'Nesting', %1$d, 1,
               ('{"n": ' || repeat('[', 3000) || repeat(']', 3000) || '}')::jsonb)
            """
            .formatted(CATEGORY));
    return new OddRows(
        servers, Requests.repeated(target.apis(), number -> PATHS.get(number % PATHS.size())));
  }

  /** Until it works: the server may be down for a while. */
  private static void execute(Servers servers, String... statements) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        servers.postgres().execute(Servers.CATALOG, statements);
        return;
      } catch (RuntimeException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  @Override
  public void close() {
    requests.close();
    execute(servers, DELETE_PRODUCTS, DELETE_CATEGORY);
  }
}
