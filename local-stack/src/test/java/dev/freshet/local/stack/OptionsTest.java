package dev.freshet.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

class OptionsTest {

  @Test
  void withoutArgumentsTheDocumentedDefaultsApply() {
    assertThat(Options.of())
        .isEqualTo(
            new Options(false, false, Application.CATALOG, 10_000, 8080, 8081, 15_432, 16_379));
  }

  @Test
  void theShopIsAskedFor() {
    assertThat(Options.of("--shop", "--check").application()).isEqualTo(Application.SHOP);
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
        .isEqualTo(new Options(false, false, Application.CATALOG, 5, 1, 2, 3, 4));
  }

  @Test
  void aCheckTakesFreePortsWhereNoneAreGiven() {
    assertThat(Options.of("--check", "--api-port", "9000"))
        .isEqualTo(new Options(false, true, Application.CATALOG, 10_000, 9000, 0, 0, 0));
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
    assertRejected("Unknown options: '--port', '1'", "--port", "1");
    assertRejected("Unmatched argument at index 0: 'check'", "check");
    assertRejected("Invalid value for option '--check': 'yes' is not a boolean", "--check=yes");
    assertRejected("Unmatched argument at index 0: ''", "");
  }

  @Test
  void badNumbersAreNamedWithTheirRange() {
    assertRejected("Missing required parameter for option '--demo' (VALUE)", "--demo");
    assertNoNumber("--demo", "--check", "from 1 to 1000000");
    assertNoNumber("--demo", "0", "from 1 to 1000000");
    assertNoNumber("--demo", "1000001", "from 1 to 1000000");
    assertNoNumber("--api-port", "65536", "from 0 to 65535");
    assertNoNumber("--redis-port", "-1", "from 0 to 65535");
    assertNoNumber("--redis-port", "", "from 0 to 65535");
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

  private static void assertNoNumber(String option, String value, String range) {
    String message =
        "Invalid value for option '" + option + "': '" + value + "' is no number " + range;
    assertRejected(message, option, value);
    assertRejected(message, option + "=" + value);
  }

  private static void assertRejected(String message, String... arguments) {
    assertThatThrownBy(() -> Options.of(arguments))
        .isInstanceOf(ParameterException.class)
        .hasMessage(message);
  }
}
