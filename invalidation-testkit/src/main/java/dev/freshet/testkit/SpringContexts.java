package dev.freshet.testkit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Tells the application context of a {@link FreshetTest} where its servers are, by the properties
 * that Spring Boot and the starter ask for, before all others: an application under test must not
 * reach other servers.
 */
final class SpringContexts implements ContextCustomizerFactory {

  @Override
  public @Nullable ContextCustomizer createContextCustomizer(
      Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
    FreshetTest test =
        TestContextAnnotationUtils.findMergedAnnotation(testClass, FreshetTest.class);
    return test == null ? null : new ServersOf(Setup.of(testClass, test.rules(), test.schema()));
  }

  /** Equal for test classes with the same servers, which so may share a context. */
  private record ServersOf(Setup setup) implements ContextCustomizer {

    @Override
    public void customizeContext(
        ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
      TestServers servers =
          RunningServers.of(setup)
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "%s wants a context before its servers have started: a test class with @FreshetTest needs one instance for each test, not TestInstance.Lifecycle.PER_CLASS"
                              .formatted(configuration.getTestClass().getName())));
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(
              new MapPropertySource(
                  "freshet-test",
                  Map.of(
                      "spring.datasource.url", servers.jdbcUrl(),
                      "spring.data.redis.url", servers.redisUri(),
                      "freshet.redis.uri", servers.redisUri())));
    }
  }
}
