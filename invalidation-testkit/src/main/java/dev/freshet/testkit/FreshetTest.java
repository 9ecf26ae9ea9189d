package dev.freshet.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Gives the tests of a class real PostgreSQL and Redis with the invalidator running, by a parameter
 * of type {@link Freshet}. The servers are shared by all classes of a test run that have the same
 * rules and the same schema; so that each test has them for itself, no two of these tests run at
 * the same time, also where others do.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(FreshetExtension.class)
@ResourceLock(FreshetExtension.SERVERS)
public @interface FreshetTest {

  /**
   * A rules file on the class path, as docs/rules.md describes them, such as {@code
   * /shop/rules.yml}; with a slash in front from its root, else from the test class's package. The
   * catalog's rules if empty.
   */
  String rules() default "";

  /**
   * SQL on the class path that makes the tables of the rules, such as {@code /shop/schema.sql}, run
   * as the superuser in an empty database that is theirs. Commands of psql are none of SQL. The
   * catalog's schema if empty.
   */
  String schema() default "";
}
