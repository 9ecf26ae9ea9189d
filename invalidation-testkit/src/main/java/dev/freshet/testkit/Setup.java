package dev.freshet.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.rules.Rules;
import dev.freshet.rules.RulesException;
import dev.freshet.rules.RulesFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What servers are started for. The same texts share servers.
 *
 * @param rules empty: the catalog's
 * @param schema empty: the catalog's
 */
record Setup(Optional<Resource> rules, Optional<Resource> schema) {

  /** The catalog. */
  static final Setup CATALOG = new Setup(Optional.empty(), Optional.empty());

  /**
   * A text of the class path.
   *
   * @param name as the test gives it
   */
  record Resource(String name, String text) {

    /** What follows the last slash. */
    String fileName() {
      return name.substring(name.lastIndexOf('/') + 1);
    }
  }

  /**
   * A setup of a test class.
   *
   * @param from the class
   * @param rules a resource, as for {@link Class#getResourceAsStream} of the class; none if empty
   * @param schema the same
   * @throws IllegalArgumentException if there is no such resource, or the rules are none; it says
   *     what is wrong with them
   */
  static Setup of(Class<?> from, String rules, String schema) {
    Setup setup = new Setup(resource("rules", from, rules), resource("schema", from, schema));
    Rules unused = setup.readRules();
    return setup;
  }

  /** The rules, as they are written. */
  Rules readRules() {
    if (rules.isEmpty()) {
      return RulesFile.bundled();
    }
    try {
      return RulesFile.parse(rules.get().name(), rules.get().text());
    } catch (RulesException e) {
      throw new IllegalArgumentException(
          "%s has no rules that can be followed:%n%s".formatted(rules.get().name(), e.getMessage()),
          e);
    }
  }

  /** The SQL that makes the tables. */
  String schemaText() {
    return schema.map(Resource::text).orElseGet(() -> bundled("schema.sql"));
  }

  /** A text that the kit has. */
  static String bundled(String name) {
    try (InputStream in = Setup.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Resource> resource(String what, Class<?> from, String name) {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try (@Nullable InputStream in = from.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "no %s %s on the class path, as seen from %s".formatted(what, name, from.getName()));
      }
      return Optional.of(new Resource(name, new String(in.readAllBytes(), UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }
}
