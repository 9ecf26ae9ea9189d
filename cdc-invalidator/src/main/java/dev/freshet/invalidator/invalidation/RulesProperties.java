package dev.freshet.invalidator.invalidation;

import dev.freshet.rules.Rules;
import dev.freshet.rules.RulesException;
import dev.freshet.rules.RulesFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Which changes make which keys wrong.
 *
 * @param file docs/rules.md describes it; none: the catalog of contract/schema.sql. Not a {@link
 *     Path}, as Spring takes a relative one for a resource of a web application, which cannot be
 *     outside
 */
@ConfigurationProperties("freshet.rules")
record RulesProperties(@Nullable String file) {

  /**
   * The rules.
   *
   * @throws RulesException if the file cannot be used; the message has all that is wrong
   */
  Rules rules() throws RulesException {
    return file == null || file.isEmpty() ? RulesFile.bundled() : RulesFile.read(Path.of(file));
  }
}
