package dev.freshet.redis;

import io.lettuce.core.RedisURI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param username null: the default user
 */
public record RedisLogin(@Nullable String username, String password) {

  /**
   * What settings name, if they name anything.
   *
   * @param settings such as {@code freshet.redis}
   * @throws IllegalArgumentException if there is a user without a password
   */
  public static Optional<RedisLogin> of(
      String settings, @Nullable String username, @Nullable String password) {
    String user = username == null || username.isEmpty() ? null : username;
    if (password != null && !password.isEmpty()) {
      return Optional.of(new RedisLogin(user, password));
    }
    if (user != null) {
      throw new IllegalArgumentException(
          "%1$s.username is set and %1$s.password is not".formatted(settings));
    }
    return Optional.empty();
  }

  void signIn(RedisURI uri) {
    uri.setAuthentication(username, password);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "RedisLogin[" + username + "]";
  }
}
