package dev.freshet.testkit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts the servers once for a test run, and empties the catalog and the cache before each test.
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

  private volatile @Nullable TestServers servers;

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

  @Override
  public void beforeAll(ExtensionContext context) {
    servers =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(TestServers.class, type -> TestServers.start(), TestServers.class);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Freshet freshet = Freshet.begin(started(), context.getRequiredTestClass());
    context.getStore(NAMESPACE).put(Freshet.class, freshet);
  }

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
