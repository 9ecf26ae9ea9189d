package dev.freshet.api;

import dev.freshet.cache.CacheStore;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Puts a mistake between the API and its store. */
final class BrokenStore implements BeanPostProcessor {

  private final UnaryOperator<CacheStore> mistake;

  private BrokenStore(UnaryOperator<CacheStore> mistake) {
    this.mistake = mistake;
  }

  static BeanPostProcessor of(UnaryOperator<CacheStore> mistake) {
    return new BrokenStore(mistake);
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    return bean instanceof CacheStore store ? mistake.apply(store) : bean;
  }
}
