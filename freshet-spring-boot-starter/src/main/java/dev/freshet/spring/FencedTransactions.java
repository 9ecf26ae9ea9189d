package dev.freshet.spring;

import dev.freshet.cache.fence.Fence;
import dev.freshet.cache.fence.Fenced;
import dev.freshet.keys.FenceToken;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs writes, each in one transaction that ends with a fence: a message that comes through the
 * write-ahead log behind the transaction's changes.
 */
public final class FencedTransactions {

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Fence fence;

  public FencedTransactions(JdbcClient jdbc, TransactionTemplate transaction, Fence fence) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.fence = fence;
  }

  /**
   * Writes, commits, and waits for the fence; not inside another transaction.
   *
   * @param write empty if it has changed nothing, which needs no fence
   */
  public <V> Optional<Fenced<V>> run(Supplier<Optional<V>> write) {
    FenceToken token = FenceToken.random();
    Optional<V> written =
        Objects.requireNonNull(
            transaction.execute(
                status -> {
                  Optional<V> value = write.get();
                  if (value.isPresent()) {
                    // What a persistence context holds back comes before the message.
                    status.flush();
                    emit(token);
                  }
                  return value;
                }));
    // The connection has gone back to the pool: waiting occupies none.
    return written.map(value -> new Fenced<>(value, token, fence.await(token)));
  }

  private void emit(FenceToken token) {
    jdbc.sql("select pg_logical_emit_message(true, :prefix, :token)")
        .param("prefix", FenceToken.MESSAGE_PREFIX)
        .param("token", token.text())
        .query()
        .singleRow();
  }
}
