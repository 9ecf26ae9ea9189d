package dev.freshet.local.stack;

import dev.freshet.local.postgres.LocalPostgres;

/** The role that the invalidator signs in with. */
public final class InvalidatorRole {

  public static final String NAME = "freshet_invalidator";
  public static final String PASSWORD = "freshet_invalidator";

  private InvalidatorRole() {}

  public static void create(LocalPostgres postgres) {
    postgres.execute(
        Servers.CATALOG,
        Resources.text("role.sql"),
        "alter role " + NAME + " with password '" + PASSWORD + "'");
  }
}
