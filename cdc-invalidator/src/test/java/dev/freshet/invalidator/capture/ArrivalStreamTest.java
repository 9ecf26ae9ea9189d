package dev.freshet.invalidator.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalStreamTest {

  private final List<String> calls = new ArrayList<>();
  private final ArrivalStream stream =
      new ArrivalStream(
          (ReplicationStream)
              Proxy.newProxyInstance(
                  ReplicationStream.class.getClassLoader(),
                  new Class<?>[] {ReplicationStream.class},
                  (proxy, method, arguments) -> {
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
}
