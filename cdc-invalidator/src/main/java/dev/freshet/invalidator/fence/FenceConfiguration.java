package dev.freshet.invalidator.fence;

import dev.freshet.invalidation.cache.Fences;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FenceConfiguration {

  @Bean
  FenceWaits fenceWaits(Fences fences) {
    return new FenceWaits(fences::passed);
  }
}
