package dev.freshet.spring.cache;

import java.sql.Connection;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Spring's transactions. A read-only one at read committed is safe, as each of its statements sees
 * what is committed when it begins.
 */
final class TransactionSurroundings implements Surroundings {

  private final Predicate<Object> isPersistenceContext;

  /**
   * @param isPersistenceContext of what is bound to a thread
   */
  TransactionSurroundings(Predicate<Object> isPersistenceContext) {
    this.isPersistenceContext = isPersistenceContext;
  }

  @Override
  public Optional<UnsafeLoad> unsafe() {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      if (!TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
        return Optional.of(UnsafeLoad.TRANSACTION);
      }
      Integer isolation = TransactionSynchronizationManager.getCurrentTransactionIsolationLevel();
      if (isolation != null && isolation >= Connection.TRANSACTION_REPEATABLE_READ) {
        return Optional.of(UnsafeLoad.ISOLATION);
      }
    }
    boolean hasContext =
        TransactionSynchronizationManager.getResourceMap().values().stream()
            .anyMatch(isPersistenceContext);
    return hasContext ? Optional.of(UnsafeLoad.SESSION) : Optional.empty();
  }
}
