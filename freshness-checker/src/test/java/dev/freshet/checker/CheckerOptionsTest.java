package dev.freshet.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.checker.attack.Attack;
import dev.freshet.local.stack.BadOptionException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckerOptionsTest {

  @Test
  void hasDefaults() {
    CheckerOptions options = CheckerOptions.of();
    assertThat(options.duration()).isEqualTo(Duration.ofMinutes(1));
    assertThat(options.round()).isEqualTo(Duration.ofMinutes(1));
    assertThat(options.writers()).isEqualTo(4);
    assertThat(options.readers()).isEqualTo(6);
    assertThat(options.invalidators()).isEqualTo(1);
    assertThat(options.faults()).isEqualTo(Fault.all());
    assertThat(options.help()).isFalse();
  }

  @Test
  void printsTheOptionsThatRepeatIt() {
    CheckerOptions options =
        CheckerOptions.of("--seed", "7", "--duration=2h", "--faults=kill-api,cut-link");
    assertThat(CheckerOptions.of(options.toString().split(" "))).isEqualTo(options);
    assertThat(options.faults()).isEqualTo(Set.of(Fault.KILL_API, Fault.CUT_LINK));
  }

  @Test
  void leavesFaultsOut() {
    assertThat(CheckerOptions.of("--faults", "-kill-api,-stop-api").faults())
        .hasSize(Fault.values().length - 2)
        .doesNotContain(Fault.KILL_API, Fault.STOP_API);
    assertThat(CheckerOptions.of("--faults", "none").faults()).isEmpty();
    assertThat(CheckerOptions.of("--faults", "-processes,-links").faults())
        .isEqualTo(CheckerOptions.of("--faults", "attacks").faults())
        .hasSize(Attack.values().length);
  }

  @Test
  void saysWhatIsWrong() {
    refuses("unknown option '--speed'", "--speed", "1");
    refuses("--duration needs a duration such as 90s, 20m or 2h: 5", "--duration", "5");
    refuses("--readers needs a number from 1 to 100, not '0'", "--readers", "0");
    refuses("there is no fault 'earthquake'", "--faults", "earthquake");
    refuses("--seed needs a value", "--seed");
  }

  private static void refuses(String message, String... arguments) {
    assertThatThrownBy(() -> CheckerOptions.of(arguments))
        .isInstanceOf(BadOptionException.class)
        .hasMessage(message);
  }
}
