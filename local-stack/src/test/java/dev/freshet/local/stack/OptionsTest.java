package dev.freshet.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionsTest {

  @Test
  void withoutArgumentsTheDocumentedDefaultsApply() {
    assertThat(Options.of())
        .isEqualTo(new Options(false, false, 10_000, 8080, 8081, 15_432, 16_379));
  }

  @Test
  void aValueMayFollowASpaceOrAnEqualsSign() {
    assertThat(
            Options.of(
                "--api-port",
                "1",
                "--invalidator-port=2",
                "--postgres-port",
                "3",
                "--redis-port=4",
                "--demo",
                "5"))
        .isEqualTo(new Options(false, false, 5, 1, 2, 3, 4));
  }

  @Test
  void aCheckTakesFreePortsWhereNoneAreGiven() {
    assertThat(Options.of("--check", "--api-port", "9000"))
        .isEqualTo(new Options(false, true, 10_000, 9000, 0, 0, 0));
  }

  @Test
  void helpIsHelp() {
    assertThat(Options.of("--help").help()).isTrue();
    assertThat(Options.of("-h").help()).isTrue();
  }

  @Test
  void theLastOfEqualOptionsCounts() {
    assertThat(Options.of("--demo", "5", "--demo", "6").demoProducts()).isEqualTo(6);
  }

  @Test
  void unknownOptionsAreNamed() {
    assertRejected("unknown option '--port'", "--port", "1");
    assertRejected("unknown option 'check'", "check");
    assertRejected("unknown option '--check=yes'", "--check=yes");
    assertRejected("unknown option ''", "");
  }

  @Test
  void badNumbersAreNamedWithTheirRange() {
    assertRejected("--demo needs a number", "--demo");
    assertRejected("--demo needs a number from 1 to 1000000, not '0'", "--demo", "0");
    assertRejected("--demo needs a number from 1 to 1000000, not '1000001'", "--demo=1000001");
    assertRejected("--demo needs a number from 1 to 1000000, not '--check'", "--demo", "--check");
    assertRejected("--api-port needs a number from 0 to 65535, not '65536'", "--api-port=65536");
    assertRejected("--redis-port needs a number from 0 to 65535, not '-1'", "--redis-port", "-1");
    assertRejected("--redis-port needs a number from 0 to 65535, not ''", "--redis-port=");
  }

  @Test
  void twoServicesCannotShareAPort() {
    assertRejected("--api-port and --invalidator-port are both 8081", "--api-port", "8081");
    assertThat(Options.of("--api-port", "0", "--redis-port", "0").apiPort()).isZero();
  }

  @Test
  void freePortsTakeThePlaceOfZeros() {
    Options chosen = Options.of("--check", "--api-port", "9000").withFreePorts();
    assertThat(chosen.apiPort()).isEqualTo(9000);
    assertThat(Set.copyOf(chosen.ports().values())).hasSize(4).doesNotContain(0);
  }

  private static void assertRejected(String message, String... arguments) {
    assertThatThrownBy(() -> Options.of(arguments))
        .isInstanceOf(BadOptionException.class)
        .hasMessage(message);
  }
}
