package dev.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/** An application of Spring's under test finds the servers. */
@SpringJUnitConfig(SpringContextIT.Application.class)
@TestPropertySource(properties = "spring.datasource.url=jdbc:postgresql://production/shop")
@FreshetTest(rules = "/bookshop/rules.yml", schema = "/bookshop/schema.sql")
class SpringContextIT {

  @Configuration
  static class Application {}

  @Autowired Environment environment;

  @Test
  void isToldWhereTheServersAre(Freshet freshet) {
    assertThat(environment.getProperty("spring.datasource.url")).isEqualTo(freshet.jdbcUrl());
    assertThat(environment.getProperty("spring.data.redis.url")).isEqualTo(freshet.redisUri());
    assertThat(environment.getProperty("freshet.redis.uri")).isEqualTo(freshet.redisUri());
  }
}
