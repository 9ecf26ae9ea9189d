package dev.freshet.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

class ManagementPortTest {

  @ParameterizedTest
  @CsvSource({"8080, , 8090", "8081, , 8091", ", , 8090", "0, , 0", "8080, 9000, 9000"})
  void isAboveTheOneForClientsUnlessItIsSet(String port, String set, int expected) {
    MockEnvironment environment = new MockEnvironment();
    if (port != null) {
      environment.setProperty("server.port", port);
    }
    if (set != null) {
      environment.setProperty("management.server.port", set);
    }

    new ManagementPort().postProcessEnvironment(environment, new SpringApplication());

    assertThat(environment.getProperty("management.server.port", Integer.class))
        .isEqualTo(expected);
  }
}
