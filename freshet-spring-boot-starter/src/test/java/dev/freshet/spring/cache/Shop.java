package dev.freshet.spring.cache;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An ordinary application with caches, without JPA. */
@SpringBootApplication(
    excludeName = {
      "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
      "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration"
    })
@EnableCaching(proxyTargetClass = true)
class Shop {

  @Bean
  Prices prices(JdbcClient jdbc) {
    return new Prices(jdbc);
  }

  record Price(long id, int cents) {}

  /** Reads them, and counts how often. */
  static class Prices {

    final AtomicInteger loads = new AtomicInteger();

    /** Runs in each load, behind its query. */
    volatile Runnable afterQuery = () -> {};

    private final JdbcClient jdbc;

    Prices(JdbcClient jdbc) {
      this.jdbc = jdbc;
    }

    AtomicInteger loads() {
      return loads;
    }

    void afterQuery(Runnable task) {
      afterQuery = task;
    }

    @Cacheable(cacheNames = "price", sync = true)
    public @Nullable Price price(long id) {
      return load(id).orElse(null);
    }

    @Cacheable(cacheNames = "price")
    public @Nullable Price looked(long id) {
      return load(id).orElse(null);
    }

    @Cacheable(cacheNames = "price")
    public Optional<Price> optional(long id) {
      return load(id);
    }

    @Cacheable(cacheNames = "offer", key = "{#id, #channel}", sync = true)
    public Price offer(long id, String channel) {
      return load(id).orElseThrow();
    }

    @Cacheable(cacheNames = "offer", sync = true)
    public Price badlyKeyed(long id, String channel) {
      return load(id).orElseThrow();
    }

    /** Many, as a page. */
    @Cacheable(cacheNames = "shelf", sync = true)
    public List<Price> shelf(String name) {
      return prices();
    }

    @Cacheable(cacheNames = "shelf")
    public List<Price> lookedAtShelf(String name) {
      return prices();
    }

    @Cacheable(cacheNames = "price", unless = "true")
    public @Nullable Price never(long id) {
      return load(id).orElse(null);
    }

    private List<Price> prices() {
      return List.of(load(1).orElseThrow(), load(2).orElseThrow());
    }

    @CachePut(cacheNames = "price", key = "#price.id")
    public Price put(Price price) {
      return price;
    }

    @CacheEvict(cacheNames = "price")
    public void evict(long id) {}

    @CacheEvict(cacheNames = "price", allEntries = true)
    public void clear() {}

    private Optional<Price> load(long id) {
      loads.incrementAndGet();
      Optional<Price> price =
          jdbc.sql("select cents from prices where id = :id")
              .param("id", id)
              .query(Integer.class)
              .optional()
              .map(cents -> new Price(id, cents));
      afterQuery.run();
      return price;
    }
  }
}
