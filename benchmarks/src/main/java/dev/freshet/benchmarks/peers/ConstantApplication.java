package dev.freshet.benchmarks.peers;

import dev.freshet.spring.FreshetAutoConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The floor: the same server, which answers with the same bytes whatever is asked, out of memory.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = FreshetAutoConfiguration.class)
@Import(ConstantController.class)
public class ConstantApplication {

  public static void main(String[] args) {
    SpringApplication.run(ConstantApplication.class, args);
  }
}
