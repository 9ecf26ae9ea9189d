package dev.freshet.spring;

import jakarta.servlet.Filter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.OncePerRequestFilter;

/** Requests say what their answers must see, if {@code freshet.web.min-token} is true. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnCache
@ConditionalOnClass({Filter.class, OncePerRequestFilter.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty("freshet.web.min-token")
class MinTokenConfiguration {

  @Bean
  @ConditionalOnMissingBean
  MinTokenFilter minTokenFilter(CurrentFreshness freshness) {
    return new MinTokenFilter(freshness);
  }
}
