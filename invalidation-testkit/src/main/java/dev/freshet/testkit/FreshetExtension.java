package dev.freshet.testkit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Starts the servers once for a test run, and empties the tables and the cache before each test.
 *
 * <p>{@link FreshetTest} is the short way to it. As a static field with {@code @RegisterExtension}
 * it tells where the servers are before the first test, such as to Spring's
 * {@code @DynamicPropertySource}; then put {@code @ResourceLock(FreshetExtension.SERVERS)} on the
 * class if tests run in parallel.
 */
public final class FreshetExtension
    implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {

  /** Names the servers for {@link org.junit.jupiter.api.parallel.ResourceLock}. */
  public static final String SERVERS = "dev.freshet.testkit.servers";

  private static final Namespace NAMESPACE = Namespace.create(FreshetExtension.class);

  private final String rules;
  private final String schema;
  private volatile @Nullable TestServers servers;

  /** For what the class's {@link FreshetTest} names; for the catalog if it has none. */
  public FreshetExtension() {
    this("", "");
  }

  /**
   * For rules and a schema of one's own.
   *
   * @param rules as in {@link FreshetTest#rules}
   * @param schema as in {@link FreshetTest#schema}
   */
  public FreshetExtension(String rules, String schema) {
    this.rules = rules;
    this.schema = schema;
  }

  /**
   * As {@link Freshet#jdbcUrl}, for all tests.
   *
   * @throws IllegalStateException before the test class has begun
   */
  public String jdbcUrl() {
    return started().jdbcUrl();
  }

  /**
   * As {@link Freshet#redisUri}, for all tests.
   *
   * @throws IllegalStateException before the test class has begun
   */
  public String redisUri() {
    return started().redisUri();
  }

  /**
   * Starts what the class needs, if no other has.
   *
   * @throws IllegalArgumentException if the rules or the schema are not there, or cannot be used
   */
  @Override
  public void beforeAll(ExtensionContext context) {
    Setup setup = setup(context);
    TestServers started =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(setup, TestServers::start, TestServers.class);
    // A class in this one may have others.
    context.getStore(NAMESPACE).put(Current.class, new Current(started));
    servers = started;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    @Nullable Current current = context.getStore(NAMESPACE).get(Current.class, Current.class);
    Freshet freshet =
        Freshet.begin(
            current == null ? started() : current.servers(), context.getRequiredTestClass());
    context.getStore(NAMESPACE).put(Freshet.class, freshet);
  }

  private Setup setup(ExtensionContext context) {
    Class<?> testClass = context.getRequiredTestClass();
    if (!rules.isEmpty() || !schema.isEmpty()) {
      return Setup.of(testClass, rules, schema);
    }
    return AnnotationSupport.findAnnotation(
            testClass, FreshetTest.class, context.getEnclosingTestClasses())
        .map(test -> Setup.of(testClass, test.rules(), test.schema()))
        .orElse(Setup.CATALOG);
  }

  /** Not closed with the class, as the servers themselves would be. */
  private record Current(TestServers servers) {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Freshet.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    @Nullable Freshet freshet = context.getStore(NAMESPACE).get(Freshet.class, Freshet.class);
    if (freshet == null) {
      throw new ParameterResolutionException(
          "each test has a Freshet of its own, so it is for the parameters of tests, @BeforeEach and"
              + " @AfterEach; where the servers are, a FreshetExtension in a static field with"
              + " @RegisterExtension tells earlier");
    }
    return freshet;
  }

  private TestServers started() {
    TestServers now = servers;
    if (now == null) {
      throw new IllegalStateException(
          "the servers start when the test class begins, before @BeforeAll");
    }
    return now;
  }
}
