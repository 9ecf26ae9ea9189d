package dev.freshet.local.stack;

import dev.freshet.local.LocalPostgres;

/** The role that the invalidator signs in with. */
final class InvalidatorRole {

  static final String NAME = "freshet_invalidator";
  static final String PASSWORD = "freshet_invalidator";

  private InvalidatorRole() {}

  static void create(LocalPostgres postgres) {
    postgres.execute(
        Servers.CATALOG,
        Resources.text("role.sql"),
        "alter role " + NAME + " with password '" + PASSWORD + "'");
  }
}
