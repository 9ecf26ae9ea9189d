package dev.freshet.local.stack;

/** The role that the invalidator signs in with. */
public final class InvalidatorRole {

  public static final String NAME = "freshet_invalidator";
  public static final String PASSWORD = "freshet_invalidator";

  private InvalidatorRole() {}

  public static void create(Servers servers) {
    servers
        .postgres()
        .execute(
            servers.database(),
            Resources.text("role.sql"),
            "alter role " + NAME + " with password '" + PASSWORD + "'");
  }
}
