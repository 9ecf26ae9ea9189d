package dev.freshet.http;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Gives health and metrics a port, and so threads, of their own: {@value #DISTANCE} above the one
 * for clients, unless {@code management.server.port} says another. So services side by side on one
 * machine need no more settings than a port each.
 */
final class ManagementPort implements EnvironmentPostProcessor {

  static final int DISTANCE = 10;

  private static final String CLIENTS = "server.port";
  private static final String MANAGEMENT = "management.server.port";
  private static final int TOMCATS_DEFAULT = 8080;

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    int port = environment.getProperty(CLIENTS, Integer.class, TOMCATS_DEFAULT);
    environment
        .getPropertySources()
        .addLast(
            new MapPropertySource(
                "management port", Map.of(MANAGEMENT, port == 0 ? 0 : port + DISTANCE)));
  }
}
