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
 * of type {@link Freshet}. The servers are shared by all such classes of a test run; so that each
 * test has them for itself, no two of these tests run at the same time, also where others do.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(FreshetExtension.class)
@ResourceLock(FreshetExtension.SERVERS)
public @interface FreshetTest {}
