package dev.freshet.http;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/** The server of the management port: few ask there. */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class ManagementServerConfiguration {

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> unreadBodiesOfManagement() {
    return factory -> factory.addEngineValves(new UnreadBodyValve());
  }
}
