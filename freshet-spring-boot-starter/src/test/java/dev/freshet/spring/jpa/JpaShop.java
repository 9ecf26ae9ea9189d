package dev.freshet.spring.jpa;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An ordinary application with JPA. */
@SpringBootConfiguration
@EnableAutoConfiguration
@EnableCaching(proxyTargetClass = true)
class JpaShop {

  @Bean
  Prices prices(EntityManager entities) {
    return new Prices(entities);
  }

  @Entity(name = "article")
  static class Article {
    @Id long id;
    int cents;
  }

  static class Prices {

    private final EntityManager entities;

    Prices(EntityManager entities) {
      this.entities = entities;
    }

    @Cacheable(cacheNames = "price", sync = true)
    public int price(long id) {
      return entities.find(Article.class, id).cents;
    }

    @Cacheable(cacheNames = "price", sync = true)
    @Transactional(readOnly = true)
    public int inOwnTransaction(long id) {
      return entities.find(Article.class, id).cents;
    }
  }

  @RestController
  static class Controller {

    private final Prices prices;
    private final EntityManager entities;
    private final JdbcClient jdbc;

    Controller(Prices prices, EntityManager entities, JdbcClient jdbc) {
      this.prices = prices;
      this.entities = entities;
      this.jdbc = jdbc;
    }

    @GetMapping("/price")
    int price() {
      return prices.price(1);
    }

    @GetMapping("/own-transaction")
    int ownTransaction() {
      return prices.inOwnTransaction(1);
    }

    /** Reads the entity; somebody else commits and all is applied; the method is called. */
    @GetMapping("/stale")
    int stale() {
      entities.find(Article.class, 1L);
      CompletableFuture.runAsync(() -> jdbc.sql("update article set cents = 200").update()).join();
      return prices.price(1);
    }
  }
}
