package dev.freshet.invalidator.capture.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.invalidator.capture.failure.UnreadableException;
import io.debezium.DebeziumException;
import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArrivalStreamTest {

  private final List<String> calls = new ArrayList<>();
  private @Nullable Throwable failure;
  private final ArrivalStream stream =
      new ArrivalStream(
          (ReplicationStream)
              Proxy.newProxyInstance(
                  ReplicationStream.class.getClassLoader(),
                  new Class<?>[] {ReplicationStream.class},
                  (proxy, method, arguments) -> {
                    if (failure != null) {
                      throw failure;
                    }
                    calls.add(
                        method.getName().equals("flushLsn")
                            ? "flush " + arguments[0]
                            : method.getName());
                    return method.getReturnType() == boolean.class ? false : null;
                  }));

  @Test
  void acknowledgesTheLastPositionOnceWhenItReads() throws Exception {
    stream.flushLsn(Lsn.valueOf("0/10"));
    stream.flushLsn(Lsn.valueOf("0/20"));
    assertThat(calls).isEmpty();

    stream.readPending(message -> {});
    stream.readPending(message -> {});

    assertThat(calls).containsExactly("flush LSN{0/20}", "readPending", "readPending");
  }

  /** From the server that decodes it, from Debezium, from a heap that is too small for it. */
  static List<Throwable> failuresOfWhatIsRead() {
    return List.of(
        new SQLException("string buffer exceeds maximum allowed length", "54000"),
        new DebeziumException("no such column"),
        new OutOfMemoryError());
  }

  @ParameterizedTest
  @MethodSource("failuresOfWhatIsRead")
  void saysThatWhatIsThereCannotBeRead(Throwable cause) {
    failure = cause;

    assertThatThrownBy(() -> stream.readPending(message -> {}))
        .isInstanceOf(UnreadableException.class)
        .hasCause(cause);
    assertThatThrownBy(() -> stream.read(message -> {}))
        .isInstanceOf(UnreadableException.class)
        .hasCause(cause);
  }

  @Test
  void saysOfAnOutageThatItIsOne() {
    failure = new SQLException("the connection was cut", "08006");

    assertThatThrownBy(() -> stream.readPending(message -> {})).isSameAs(failure);
    assertThatThrownBy(() -> stream.read(message -> {})).isSameAs(failure);
  }
}
